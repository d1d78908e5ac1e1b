import Telemetry

extension PlatformSimulation {
  /// The metrics of every cell so far, one row per `rowSeconds`: means over the ticks of a row.
  ///
  /// - Returns: Columns `cell.metric` with the metrics of ``Metric`` and `readyReplicas`, to four decimals.
  /// - Precondition: The history is kept.
  public func metrics(rowSeconds: Double = 60) -> MetricTable {
    precondition(keepsHistory, "metrics need the history")
    let ticks = max(1, Int(rowSeconds / seconds))
    let rows = history.ticks.count / ticks
    var (names, columns): ([String], [[Double]]) = ([], [])
    for (index, cell) in cellNames.enumerated() {
      let of = history.cells[index]
      for (name, values) in [
        (Metric.requestsPerSecond.rawValue, of.requestsPerSecond), (Metric.cpuPercent.rawValue, of.cpuPercent),
        (Metric.memoryPercent.rawValue, of.memoryPercent), (Metric.latencyP95Milliseconds.rawValue, of.p95Milliseconds),
        (Metric.errorPercent.rawValue, of.errorPercent), ("readyReplicas", of.ready),
      ] {
        names.append("\(cell).\(name)")
        columns.append(
          (0..<rows).map { row in
            let sum = values[row * ticks..<(row + 1) * ticks].reduce(0) { $0 + Double($1) }
            return (sum / Double(ticks) * 1e4).rounded() / 1e4
          })
      }
    }
    let times = (0..<rows).map { Self.monday + Double($0) * rowSeconds }
    return MetricTable(names: names, columns: columns, timestamps: times, interval: rowSeconds)
  }

  /// The faults as labels on rows of `rowSeconds`, `kind@target`, as far as there are rows.
  public func labels(rowSeconds: Double) -> [LabelledInterval] {
    let ticks = max(1, Int(rowSeconds / seconds))
    let last = history.ticks.count / ticks - 1
    return zip(scenario.faults, faultTicks).compactMap { fault, range in
      let (start, end) = (range.lowerBound / ticks, min((range.upperBound - 1) / ticks, last))
      return start > end
        ? nil : LabelledInterval(start: start, end: end, kind: "\(fault.kind.rawValue)@\(fault.target)")
    }.sorted { $0.start < $1.start }
  }
}
