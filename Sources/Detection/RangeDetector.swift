/// A value is strange by how far it leaves the range of everything seen, in that range's width.
///
/// For each metric the range [lo, hi] follows new extremes at once and shrinks slowly towards its
/// middle, so that a level of long ago is news again:
///
///     r = (x - hi) / g  above,  (lo - x) / g  below      g = hi - lo + 0.001 |hi| + 1e-9
///     score = min(r, 3) / 0.045
///
/// Nothing is said of a metric's first 40 values, and after a score only a larger one within the
/// next 60 rows is reported: one alarm per incident. A value that is not finite is missing.
public struct RangeDetector: AnomalyDetector {
  private static let decay = 4e-4
  private static let threshold = 0.045
  private static let warmUp = 40
  private static let suppression = 60

  private struct Range: Sendable {
    var low = Double.nan
    var high = Double.nan
    var rows = 0
  }

  private var ranges: [Range]
  private var loudest = 0.0
  private var quietRows = 0

  /// - Parameter metricCount: D.
  public init(metricCount: Int) { ranges = [Range](repeating: Range(), count: metricCount) }

  public var metricCount: Int { ranges.count }

  public mutating func score(_ row: Span<Float>, at time: Double?) -> AnomalyScore {
    precondition(row.count == ranges.count, "\(row.count) metrics, not \(ranges.count)")
    var best = AnomalyScore.none
    for index in 0..<row.count where row[index].isFinite {
      let excess = Self.excess(Double(row[index]), of: &ranges[index])
      let value = ranges[index].rows > Self.warmUp ? min(excess, 3) / Self.threshold : 0
      if value > best.value { best = AnomalyScore(value: value, top: index) }
    }
    return suppress(best)
  }

  public func finding(of metric: Int) -> MetricFinding? { nil }

  private mutating func suppress(_ score: AnomalyScore) -> AnomalyScore {
    quietRows += 1
    if quietRows > Self.suppression { loudest = 0 }
    guard score.value > loudest else { return .none }
    loudest = score.value
    quietRows = 0
    return score
  }

  /// How far `value` lies outside the range, which then takes it in.
  private static func excess(_ value: Double, of range: inout Range) -> Double {
    range.rows += 1
    guard range.rows > 1 else {
      range.low = value
      range.high = value
      return 0
    }
    let width = range.high - range.low + 1e-3 * abs(range.high) + 1e-9
    var excess = 0.0
    if value > range.high {
      excess = (value - range.high) / width
      range.high = value
    } else if value < range.low {
      excess = (range.low - value) / width
      range.low = value
    }
    let middle = (range.high + range.low) / 2
    range.high -= decay * (range.high - middle)
    range.low += decay * (middle - range.low)
    return excess
  }
}
