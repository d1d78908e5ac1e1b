/// A value is strange by how far it leaves the range of everything seen, in that range's width.
///
/// For each metric the range [lo, hi] takes in a new extreme at once and shrinks slowly towards its middle, by 3e-4 of
/// the distance a value, so that a level of long ago is news again:
///
///     r = (x - hi) / g  above,  (lo - x) / g  below      g = hi - lo + 0.01 |hi| + 1e-9
///     score = min(r, 3) / 0.045
///
/// Nothing is said of a metric's first 40 values, and after a score only a larger one within the
/// next 60 rows is reported: one alarm per incident. A value that is not finite is missing.
public struct RangeDetector: AnomalyDetector {
  private static let threshold = 0.045
  private static let warmUp = 40

  private var ranges: [RangeTerm]
  private var suppression = AlarmSuppression()

  /// - Parameter metricCount: D.
  public init(metricCount: Int) { ranges = [RangeTerm](repeating: RangeTerm(), count: metricCount) }

  public var metricCount: Int { ranges.count }

  public mutating func score(_ row: Span<Float>, at time: Double?) -> AnomalyScore {
    precondition(row.count == ranges.count, "\(row.count) metrics, not \(ranges.count)")
    var best = AnomalyScore.none
    var isWarmingUp = true
    for index in 0..<row.count {
      if ranges[index].count >= Self.warmUp { isWarmingUp = false }
      guard row[index].isFinite else { continue }
      let excess = ranges[index].excess(Double(row[index]))
      let value = ranges[index].count > Self.warmUp ? min(excess, 3) / Self.threshold : 0
      if value > best.value { best = AnomalyScore(value: value, top: index) }
    }
    return isWarmingUp ? .warmingUp : suppression.pass(best)
  }

  public func finding(of metric: Int) -> MetricFinding? { nil }
}
