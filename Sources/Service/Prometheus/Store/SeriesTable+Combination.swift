extension SeriesTable.Combination {
  /// Whether more than the newest samples are looked at.
  var needsWindow: Bool { self == .rate || self == .p95 }

  /// Whether nothing is zero, as part of a whole.
  var isTotal: Bool { self != .mean && self != .p95 }

  /// - Parameters:
  ///   - time, window, lookback: In milliseconds.
  /// - Returns: Nil where no series has a value.
  func value(of series: [StoredSeries], at time: Int64, window: Int64, lookback: Int64) -> Double? {
    switch self {
    case .sum, .mean, .count:
      let values = series.compactMap { $0.history.value(at: time, lookback: lookback) }
      guard !values.isEmpty else { return nil }
      if self == .count { return Double(values.count { $0 != 0 }) }
      let sum = values.reduce(0, +)
      return self == .sum ? sum : sum / Double(values.count)
    case .rate:
      let rates = series.compactMap { rate(of: $0, time, window) }
      return rates.isEmpty ? nil : rates.reduce(0, +)
    case .p95:
      var buckets: [Double: Double] = [:]
      for one in series {
        guard let bound = one.bound, let rate = rate(of: one, time, window) else { continue }
        buckets[bound, default: 0] += rate
      }
      return HistogramQuantile.value(0.95, of: buckets)
    }
  }

  private func rate(of series: StoredSeries, _ time: Int64, _ window: Int64) -> Double? {
    CounterRate.perSecond(series.history.samples(until: time, window: window), end: time, window: window)
  }
}
