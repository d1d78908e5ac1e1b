import Features

/// A recorded load to be learned from and forecast.
struct RecordedLoad {
  let entry: LoadManifest.Entry
  /// Per row; NaN where missing.
  let values: [Double]
  /// Of the first row, in seconds since 1970.
  let startTime: Double

  /// Rows to learn from, three quarters; nil if they are less than a day or hold no load.
  var trainRows: Int? {
    let rows = values.count * 3 / 4
    guard Double(values.count) * entry.intervalSeconds >= 86_400, values[..<rows].contains(where: { $0 > 0 }) else {
      return nil
    }
    return rows
  }

  /// An empty history for a forecast that many rows ahead, scaled as `forecast` does.
  func history(horizon: Int) -> LoadHistory {
    let largest = values[..<(trainRows ?? values.count)].filter { !$0.isNaN }.max() ?? 0
    return LoadHistory(
      target: ForecastTarget(stepSeconds: entry.intervalSeconds, lead: horizon, window: 1),
      scale: max(largest / 50, 1e-9), startTime: startTime)
  }
}
