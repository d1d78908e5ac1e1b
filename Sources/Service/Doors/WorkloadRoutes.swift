import Foundation
import Hummingbird

/// `/api/v1/workloads`: what there is, what each has decided and found, and what it would have done.
struct WorkloadRoutes {
  private struct Listing: Encodable { let workloads: [WorkloadStatus] }
  private struct Decisions: Encodable { let decisions: [DecisionDocument] }
  private struct Anomalies: Encodable { let anomalies: [IncidentDocument] }
  private struct Repeated: Encodable {
    let id: Int64
    let identical: Bool
    let stored: DecisionDocument
    let replayed: DecisionDocument
  }

  let core: ServiceCore

  /// What looks and changes nothing.
  func addReading(to router: some RouterMethods<DoorContext>) {
    let all = router.group("api/v1/workloads")
    all.get { _, _ in try Answer.json(Listing(workloads: core.registry.all.map(WorkloadStatus.init))) }
    let one = all.group(":name")
    one.get { _, context in try Answer.json(WorkloadStatus(try workload(context))) }
    one.get("decisions") { request, context in
      let workload = try workload(context)
      let range = try TimeRange(request)
      let limit = try TimeRange.count("limit", of: request, 1...1_000, default: 100)
      let ticks = try await core.journal.decisions(of: workload.id, from: range.from, to: range.to, limit: limit)
      return try Answer.json(
        Decisions(decisions: ticks.map { DecisionDocument(tick: $0, workload: workload.name, withObservation: true) }))
    }
    one.get("decisions/:id") { _, context in
      let (tick, name) = try decision(context)
      return try Answer.json(DecisionDocument(tick: tick, workload: name, withObservation: true))
    }
    one.get("decisions/:id/replay") { _, context in
      let workload = try workload(context)
      let (tick, name) = try decision(context)
      let repeated = try Replay.decision(tick, in: core.journal, workload.settings, models: core.models)
      var again = tick
      again.decision = repeated
      return try Answer.json(
        Repeated(
          id: tick.id ?? 0, identical: tick.decision.map { $0.isSame(as: repeated) } ?? false,
          stored: DecisionDocument(tick: tick, workload: name), replayed: DecisionDocument(tick: again, workload: name))
      )
    }
    one.get("anomalies") { request, context in
      let workload = try workload(context)
      let range = try TimeRange(request)
      let limit = try TimeRange.count("limit", of: request, 1...1_000, default: 100)
      let records = try await core.journal.incidents(of: workload.id, from: range.from, to: range.to, limit: limit)
      return try Answer.json(
        Anomalies(anomalies: records.map { IncidentDocument($0, workload: workload.name) }))
    }
    one.get("forecast") { _, context in try Answer.json(ForecastDocument(try workload(context))) }
    one.get("history") { request, context in
      let workload = try workload(context)
      let range = try TimeRange(request)
      let points = try TimeRange.count("points", of: request, 1...5_000, default: 600)
      return try Answer.json(
        HistoryDocument(
          columns: try await core.journal.history(of: workload.id, from: range.from, to: range.to, points: points)))
    }
    one.post("what-if") { request, context in
      let workload = try workload(context)
      let wish = try await Answer.decode(
        WhatIf.Wish.self, of: request, limit: core.configuration.limits.requestBytes,
        expected: "an object such as {\"policies\": [\"tidegate:balanced\", \"hpa\"]}")
      return try Answer.json(try await WhatIf(core: core).answer(wish, for: workload))
    }
  }

  /// What brings observations.
  func addIngesting(to router: some RouterMethods<DoorContext>) {
    router.post("api/v1/workloads/:name/observations") { request, context in
      try await ObservationAnswers(core: core).answer(request, for: try name(context))
    }
  }

  /// What changes workloads.
  func addOperating(to router: some RouterMethods<DoorContext>) {
    let one = router.group("api/v1/workloads/:name")
    one.put { request, context in
      let document = try await Answer.decode(
        WorkloadDocument.self, of: request, limit: core.configuration.limits.requestBytes,
        expected: "an object with fields such as replicaCapacity, minReplicas and mode")
      let settings = try document.settings(named: name(context), defaults: core.configuration.defaults)
      return try Answer.json(WorkloadStatus(try core.registry.make(settings)))
    }
    one.delete { _, context in
      try core.registry.remove(try name(context))
      return Response(status: .noContent)
    }
  }

  private func name(_ context: DoorContext) throws(RequestRefusal) -> String {
    guard let name = context.parameters.get("name")?.removingPercentEncoding, !name.isEmpty else {
      throw RequestRefusal(.badRequest, "the workload's name is missing from the path; see /openapi.json")
    }
    return name
  }

  private func workload(_ context: DoorContext) throws(RequestRefusal) -> Workload {
    let name = try name(context)
    guard let workload = core.registry.workload(named: name) else { throw .unknownWorkload(name) }
    return workload
  }

  private func decision(_ context: DoorContext) throws -> (Tick, String) {
    let text = context.parameters.get("id") ?? ""
    guard let id = Int64(text), id > 0 else {
      throw RequestRefusal(.badRequest, "the decision's number is '\(text)', expected a whole number above 0")
    }
    let name = try name(context)
    guard let (tick, owner) = try core.journal.tick(id: id), owner == name, tick.decision != nil else {
      throw RequestRefusal(.notFound, "there is no decision \(id) of '\(name)'; it may be older than what is kept")
    }
    return (tick, owner)
  }
}
