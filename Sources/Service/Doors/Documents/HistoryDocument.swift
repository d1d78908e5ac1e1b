/// A workload's past as columns; what is missing is null.
struct HistoryDocument: Encodable {
  private enum Key: String, CodingKey {
    case timestamps, requestsPerSecond, cpuPercent, memoryPercent, latencyP95Milliseconds, errorPercent, readyReplicas
    case replicas
    case median = "q0.5"
    case upper = "q0.96"
    case anomalyScore
  }

  let columns: HistoryColumns

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    for (key, column) in [
      (Key.timestamps, columns.timestamps), (.requestsPerSecond, columns.requestsPerSecond),
      (.cpuPercent, columns.cpuPercent), (.memoryPercent, columns.memoryPercent),
      (.latencyP95Milliseconds, columns.latencyP95Milliseconds), (.errorPercent, columns.errorPercent),
      (.readyReplicas, columns.readyReplicas), (.replicas, columns.replicas), (.median, columns.median),
      (.upper, columns.upper), (.anomalyScore, columns.anomalyScore),
    ] {
      try container.encode(column.map { $0.isFinite ? ($0 * 1e4).rounded() / 1e4 : nil }, forKey: key)
    }
  }
}
