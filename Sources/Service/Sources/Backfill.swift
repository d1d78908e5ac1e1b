import Dispatch
import Foundation
import Telemetry

/// A workload's past from somewhere else: kept as ticks that nobody decided, and learned from.
struct Backfill {
  private static let queue = DispatchQueue(label: "tidegate.backfill", qos: .utility)
  private static let batch = 2_000

  let core: ServiceCore
  let workload: Workload

  /// - Parameter table: Columns named as an observation's fields, a row for each tick; NaN is missing.
  func learn(_ table: MetricTable) async throws {
    guard let times = table.timestamps, let first = times.first else { return }
    func column(_ field: ObservationField) -> [Double]? {
      table.names.firstIndex(of: field.rawValue).map { table.columns[$0] }
    }
    guard let loads = column(.requestsPerSecond), loads.contains(where: { $0.isFinite }) else {
      core.log.info("there is no past load of '\(workload.name)' to learn from")
      return
    }
    let fields = ObservationField.allCases.compactMap { field in column(field).map { (field, $0) } }
    var entries: [JournalEntry] = []
    for (row, time) in times.enumerated() {
      var values: [ObservationField: Double] = [:]
      for (field, column) in fields where column[row].isFinite { values[field] = column[row] }
      guard !values.isEmpty else { continue }
      entries.append(
        .tick(
          Tick(
            id: nil, workload: workload.id, sequence: Int64(row - times.count),
            observation: Observation(timestamp: time, fields: values),
            rung: .full, decision: nil, models: ModelHashes(forecaster: nil, detector: nil))))
      if entries.count == Self.batch {
        _ = try await core.journal.enqueue(entries).committed()
        entries.removeAll(keepingCapacity: true)
      }
    }
    if !entries.isEmpty { _ = try await core.journal.enqueue(entries).committed() }
    let checkpoint = try await Background.run(on: Self.queue) {
      try workload.learn(loads, startingAt: first, threads: 1)
    }
    _ = try await core.journal.enqueue([.checkpoint(checkpoint)]).committed()
    if let time = workload.learnedAt { core.meter.learned(workload.id, at: time) }
    core.log.info("'\(workload.name)' has learned from \(times.count) ticks of its past")
  }
}
