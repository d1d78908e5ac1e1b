import Features
import Telemetry

/// One column as a load: its values, its times, and what one replica serves of it.
struct LoadColumn {
  /// Per row, in the column's unit; NaN is missing.
  let values: [Double]
  /// Seconds per row.
  let interval: Double
  let startTime: Double
  /// Load of one replica per row.
  let capacity: Double

  /// - Parameters:
  ///   - capacity: Nil for the largest value / 50.
  ///   - tick: Seconds of the steps that it will be cut into.
  init(_ path: String, _ column: String, _ series: SeriesOptions, capacity: Double? = nil, tick: Double = 15) throws {
    let (table, _, interval) = try series.readLoad(path, column)
    let regular = try SeriesOptions.regular(table, path, interval: interval)
    values = try regular.column(column)
    self.interval = interval
    startTime = table.timestamps?.first ?? 0
    self.capacity = try SeriesOptions.capacity(capacity, values, path, column, interval: interval, seconds: tick)
  }

  /// The rows as steps of `seconds`: a longer row is held for all its steps.
  func steps(of seconds: Double) -> (values: [Float], seconds: Double) {
    let repeats = max(1, Int((interval / seconds).rounded()))
    return (values.flatMap { [Float](repeating: Float($0), count: repeats) }, seconds)
  }

  /// An empty history of this load for a target.
  func history(_ target: ForecastTarget) -> LoadHistory {
    LoadHistory(target: target, scale: capacity, startTime: startTime)
  }
}
