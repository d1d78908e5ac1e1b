/// How far a metric has drifted from what ``ForecastLanes`` forecast of it 24 rows before.
///
/// Single errors mean little, so they are averaged with their sign, E ← E + 0.06 (z - ẑ - E). With m and s the mean and deviation
/// of |E| over the past, the score is the share of the way to seven deviations,
///
///     (|E| - m) / 7 s, within 0...1:
///
/// a long error must not drown the other terms, which say when something new has happened.
struct ForecastTerm: Sendable, Codable {
  private static let smoothing = 0.06
  private static let memory = 2_000.0
  private static let valuesBefore = 100
  private static let deviations = 7.0

  /// Errors so far.
  private var count = 0
  private var error = 0.0
  private var errorMean = 0.0
  private var errorVariance = 0.0

  init() {}

  /// Averages the error of a forecast and weighs it against those of the past.
  ///
  /// - Parameters:
  ///   - z: Standardized.
  ///   - forecast: The same.
  mutating func score(_ z: Double, forecast: Double) -> TermVerdict {
    var verdict = TermVerdict.silent
    let kept = (1 - Self.smoothing) * error
    error = kept + Self.smoothing * (z - forecast)
    let size = abs(error)
    if count >= Self.valuesBefore {
      let deviation = errorVariance.squareRoot() + 1e-6 + 1e-3 * errorMean
      let limit = errorMean + Self.deviations * deviation
      verdict.lower = forecast + (-limit - kept) / Self.smoothing
      verdict.upper = forecast + (limit - kept) / Self.smoothing
      verdict.score = min(max((size - errorMean) / (Self.deviations * deviation), 0), 1)
    }
    let rate = max(1 / Double(count + 1), 1 / Self.memory)
    let difference = size - errorMean
    errorMean += rate * difference
    errorVariance = (1 - rate) * (errorVariance + rate * difference * difference)
    count += 1
    return verdict
  }
}
