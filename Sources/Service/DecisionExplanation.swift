import Engine
import Foundation
import Logging
import Telemetry

/// A kept decision, run again from the state before it; for `tidegate explain --decision`.
struct DecisionExplanation {
  private struct Document: Encodable {
    let id: Int64
    let workload: String
    let identical: Bool
    let stored: DecisionDocument
    let replayed: DecisionDocument
  }

  private let tick: Tick
  private let workload: String
  private let repeated: DecisionMessage

  init(_ id: Int64, _ configuration: ServiceConfiguration) throws {
    let journal = try Journal(readingOnly: configuration.storage, log: Logger(label: "tidegate"))
    defer { journal.close() }
    guard let (tick, name) = try journal.tick(id: id), tick.decision != nil else {
      throw ServiceError.storage(
        "there is no decision \(id) in \(configuration.storage.path); the page and GET …/decisions list those that there are"
      )
    }
    let stored = try journal.workloads().first { $0.name == name }
    let settings =
      try configuration.workloads.first { $0.name == name }
      ?? WorkloadDocument(text: stored?.configuration ?? "{}").settings(named: name)
    var models = ModelSet.shipped
    if let path = configuration.models { models = try ModelSet(contentsOf: path) }
    self.tick = tick
    workload = name
    repeated = try Replay.decision(tick, in: journal, settings, models: models)
  }

  var result: (json: Data, text: String, isIdentical: Bool) {
    get throws {
      let isIdentical = tick.decision?.isSame(as: repeated) ?? false
      var again = tick
      again.decision = repeated
      let document = Document(
        id: tick.id ?? 0, workload: workload, identical: isIdentical,
        stored: DecisionDocument(tick: tick, workload: workload, withObservation: true),
        replayed: DecisionDocument(tick: again, workload: workload))
      return (try Answer.text(document), text(isIdentical), isIdentical)
    }
  }

  private func text(_ isIdentical: Bool) -> String {
    var lines = ["decision \(tick.id ?? 0) of \(workload), \(tick.observation.timestamp) s, rung \(tick.rung.rawValue)"]
    for metric in Metric.allCases {
      lines.append(
        "  \(metric.rawValue): \(metric.value(in: tick.observation).map { "\($0) \(metric.unit)" } ?? "missing")")
    }
    lines.append(
      "  replicas: \(tick.observation.readyReplicas.map { "\($0)" } ?? "?") ready, "
        + "\(tick.observation.startingReplicas.map { "\($0)" } ?? "?") starting")
    lines.append("decided: \(repeated.replicas) replicas by \(repeated.policy), since \(repeated.reason)")
    if let forecast = repeated.forecast {
      lines.append(
        "  forecast over \(forecast.horizonSeconds) s: median \(forecast.median), 96 % quantile \(forecast.upper) requests/s"
      )
    }
    if let score = repeated.anomalyScore { lines.append("  anomaly score \(score), 1 is the threshold") }
    if let degraded = repeated.degraded { lines.append("  degraded: \(degraded)") }
    if let guardrail = repeated.guardrail { lines.append("  guardrail: \(guardrail)") }
    lines.append("  models: forecaster \(tick.models.forecaster ?? "none"), detector \(tick.models.detector ?? "none")")
    lines.append(isIdentical ? "run again it is the same, to the bit" : "RUN AGAIN IT IS NOT THE SAME")
    return lines.joined(separator: "\n") + "\n"
  }
}
