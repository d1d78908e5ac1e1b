/// Where a metric lay for a while, in its own unit.
struct RecentLevel: Sendable, Equatable, Codable {
  var lowest: Double
  /// The 15 % quantile.
  var low: Double
  var median: Double
  /// The 85 % quantile.
  var high: Double
  var highest: Double

  /// What is made of a value when the detector itself has no expectation.
  func finding(_ value: Double) -> MetricFinding {
    MetricFinding(value: value, expected: median, lower: lowest, upper: highest, contribution: 0)
  }

  /// Names what a metric has done since it left its level.
  ///
  /// It is away for good when the newer half of the rows lies, but for three in ten, beyond the quantile on the side of its
  /// largest deviation, by two fifths of that on average. Then it is a trend if the newer half lies half as far again from the level as the
  /// older half, and correlates with time by 0.8; else a shift.
  ///
  /// - Parameter rows: The rows since the beginning, at most 64 of which are looked at.
  func kind(of metric: Int, in rows: Range<Int>, _ recent: RecentValues) -> AnomalyKind {
    let rows = rows.prefix(RecentValues.window)
    var known = 0
    var rising = 0.0
    var falling = 0.0
    for row in rows {
      let value = Double(recent[metric, row])
      guard value.isFinite else { continue }
      known += 1
      rising = max(rising, value - median)
      falling = max(falling, median - value)
    }
    guard known >= 4 else { return .spike }
    let isHigh = rising >= falling
    var older = 0.0
    var newer = 0.0
    var beyond = 0
    var index = 0
    var (sumX, sumXX, sumY, sumYY, sumXY) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for row in rows {
      let value = Double(recent[metric, row])
      guard value.isFinite else { continue }
      let deviation = isHigh ? value - median : median - value
      if index < known / 2 {
        older += deviation
      } else {
        newer += deviation
        if isHigh ? value > high : value < low { beyond += 1 }
      }
      let x = Double(index)
      (sumX, sumXX) = (sumX + x, sumXX + x * x)
      (sumY, sumYY, sumXY) = (sumY + deviation, sumYY + deviation * deviation, sumXY + x * deviation)
      index += 1
    }
    let count = Double(known)
    let newerCount = known - known / 2
    older /= Double(known / 2)
    newer /= Double(newerCount)
    guard 10 * beyond >= 7 * newerCount, newer >= 0.4 * max(rising, falling) else { return .spike }
    let covariance = count * sumXY - sumX * sumY
    let variances = (count * sumXX - sumX * sumX) * (count * sumYY - sumY * sumY)
    let isTrend = known >= 8 && newer >= 1.5 * older && covariance > 0 && covariance * covariance >= 0.64 * variances
    return isTrend ? .trend : .shift
  }
}
