import Engine
import Hummingbird

/// The AI door: `decide`'s messages over HTTP, one or many.
struct InferenceDoor {
  let core: ServiceCore

  func addRoutes(to router: Router<DoorContext>) {
    let group = router.group("v1").add(middleware: AuthorizationMiddleware(requires: .ingest))
      .add(middleware: CompressedBody(bytes: core.configuration.limits.requestBytes))
    group.post("decide") { request, _ in try await ObservationAnswers(core: core).answer(request) }
    group.post("forecast") { request, _ in
      try await answer(request) { workload, message in ForecastDocument(workload, after: message) }
    }
    group.post("detect") { request, _ in
      try await answer(request) { workload, message in DetectionDocument(workload, observation: message) }
    }
  }

  /// Answers each message by looking at its workload, which learns nothing of it.
  private func answer<Document: Encodable>(
    _ request: Request, _ look: (Workload, ObservationMessage) -> Document
  ) async throws -> Response {
    let arrival = request.arrival
    try core.queue.enter()
    defer { core.queue.leave() }
    let messages = try await Answer.decode(
      OneOrMany<ObservationMessage>.self, of: request, limit: core.configuration.limits.requestBytes,
      expected: "an observation with a timestamp, or an array of them")
    _ = try core.queue.rung(arrival: arrival)
    switch messages {
    case .one(let message): return try Answer.json(try document(message, look))
    case .many(let items):
      return try Answer.json(
        try items.enumerated().map { index, item in
          guard case .value(let message) = item else {
            throw RequestRefusal(.badRequest, "item \(index) is not an observation with a timestamp")
          }
          return try document(message, look)
        })
    }
  }

  private func document<Document>(
    _ message: ObservationMessage, _ look: (Workload, ObservationMessage) -> Document
  ) throws(RequestRefusal) -> Document {
    if let complaint = message.complaint { throw RequestRefusal(.badRequest, complaint) }
    let name = message.workload ?? ObservationAnswers.unnamed
    guard let workload = core.registry.workload(named: name) else { throw .unknownWorkload(name) }
    return look(workload, message)
  }
}
