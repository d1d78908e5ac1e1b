/// How far a metric leaves what is usual at this hour of the day.
///
/// Each hour has a mean and a variance of the standardized metric; q, the distance from the mean in deviations, has a ``RangeTerm``:
/// the threshold is to leave all earlier q by the width of their range and a deviation more.
///
///     q = (z - mean) / s    s = √((k v + 10 v₀) / (k + 10)) + 0.001
///
/// k counts the hour's values, at most 20, and v₀ is the variance around the hours' means over all hours. An hour's q
/// are collected from its third day on, and it speaks from the fourth on.
struct SeasonalTerm: Sendable, Equatable, Codable {
  private static let slowest: Float = 0.1
  private static let daysToLearn: Int32 = 2
  private static let daysBefore: Int32 = 3

  private struct Hour: Sendable, Equatable, Codable {
    var mean: Float = 0
    var variance: Float = 0
    /// Values so far, at most 20.
    var count: Int32 = 0
    /// Days so far, at most 4, and the newest.
    var days: Int32 = 0
    var lastDay = Int32.min
  }

  private var hours = [Hour](repeating: Hour(), count: 24)
  private var variance: Float = 0
  private var range = RangeTerm(smallestWidth: 1)

  /// Whether it has what it reads: a state from outside might not.
  var isWhole: Bool { hours.count == 24 }

  /// Scores a value, then learns it.
  ///
  /// - Parameters:
  ///   - z: Standardized.
  ///   - forgetting: As of ``RangeTerm``.
  mutating func score(_ z: Float, at phase: CalendarPhase, forgetting: Double) -> TermVerdict {
    var hour = hours[phase.hour]
    if Int(hour.lastDay) < phase.day {
      hour.lastDay = Int32(clamping: phase.day)
      hour.days = min(hour.days + 1, Self.daysBefore + 1)
    }
    let difference = z - hour.mean
    var verdict = TermVerdict.silent
    if hour.days > Self.daysToLearn {
      let count = Float(hour.count)
      let deviation = ((count * hour.variance + 10 * variance) / (count + 10)).squareRoot() + 1e-3
      let limits = range.limits(excess: 1)
      let excess = range.excess(Double(difference / deviation), forgetting: forgetting)
      if hour.days > Self.daysBefore {
        verdict.lower = Double(hour.mean) + limits.lower * Double(deviation)
        verdict.upper = Double(hour.mean) + limits.upper * Double(deviation)
        verdict.score = excess
      }
    }
    let rate = max(1 / Float(hour.count + 1), Self.slowest)
    let square = difference * difference
    if hour.count > 0 { variance += 0.005 * (min(square, 9 * variance + 0.01) - variance) }
    hour.mean += rate * difference
    hour.variance = (1 - rate) * (hour.variance + rate * square)
    hour.count = min(hour.count + 1, 20)
    hours[phase.hour] = hour
    return verdict
  }
}
