import Engine
import Hummingbird
import Telemetry

/// Answers observations with decisions, one or many, within the deadline.
struct ObservationAnswers {
  /// An answer to one of many that could not be used.
  private struct Broken: Encodable {
    let error: String
    let index: Int
  }

  private enum One: Encodable {
    case decision(DecisionDocument)
    case broken(Broken)

    func encode(to encoder: any Encoder) throws {
      switch self {
      case .decision(let document): try document.encode(to: encoder)
      case .broken(let broken): try broken.encode(to: encoder)
      }
    }
  }

  private static let mostAtOnce = 20_000
  /// The workload of observations that do not name one.
  static let unnamed = "default"

  let core: ServiceCore

  /// - Parameter name: Of the workload that all observations are of; nil where each says its own.
  func answer(_ request: Request, for name: String? = nil) async throws -> Response {
    let arrival = request.arrival
    try core.queue.enter()
    defer { core.queue.leave() }
    let messages = try await Answer.decode(
      OneOrMany<ObservationMessage>.self, of: request, limit: core.configuration.limits.requestBytes,
      expected: "an observation with a timestamp, or an array of them")
    switch messages {
    case .one(let message):
      let rung = try core.queue.rung(arrival: arrival)
      let workload = try workload(message, name)
      let tick = try await core.intake.decide(message.observation, for: workload, rung: rung, arrival: arrival)
      return try Answer.json(DecisionDocument(tick: tick, workload: workload.name))
    case .many(let items):
      guard items.count <= Self.mostAtOnce else {
        throw RequestRefusal(
          .contentTooLarge,
          "there are \(items.count) observations, expected at most \(Self.mostAtOnce); send them in parts")
      }
      return try Answer.json(try await answers(items, name))
    }
  }

  /// A batch is a past that is sent at once: all are decided in their order, and kept together.
  private func answers(_ items: [Item<ObservationMessage>], _ name: String?) async throws -> [One] {
    enum Step {
      case begun(PendingDecision)
      case refused(String)
    }
    var steps: [Step] = []
    steps.reserveCapacity(items.count)
    for item in items {
      switch item {
      case .broken(let sentence): steps.append(.refused(sentence))
      case .value(let message):
        do {
          let workload = try self.workload(message, name)
          steps.append(
            .begun(try core.intake.begin(message.observation, for: workload, rung: .full, arrival: nil)))
        } catch let refusal as RequestRefusal {
          steps.append(.refused(refusal.sentence))
        }
      }
    }
    var answers: [One] = []
    answers.reserveCapacity(items.count)
    for (index, step) in steps.enumerated() {
      switch step {
      case .refused(let sentence):
        core.meter.refused(name == nil ? .inference : .main, status: 400)
        answers.append(.broken(Broken(error: sentence, index: index)))
      case .begun(let pending):
        let tick = try await core.intake.finish(pending)
        answers.append(.decision(DecisionDocument(tick: tick, workload: pending.workload.name)))
      }
    }
    return answers
  }

  private func workload(_ message: ObservationMessage, _ name: String?) throws -> Workload {
    try core.registry.workloadOrNew(named: name ?? message.workload ?? Self.unnamed)
  }
}
