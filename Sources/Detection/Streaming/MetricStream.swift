import Numerics

/// One metric's terms, and what they said of its newest value.
struct MetricStream: Sendable, Codable {
  /// Share of the range's width that a value must lie outside, to be an anomaly, in the long run; a range of 500 values
  /// asks for twice as much, because records are cheap while it is young.
  private static let excess = 0.04
  private static let youth = 500.0
  private static let largestExcess = 3.0
  /// Values before which nothing is said.
  static let warmUp = 40

  private var range = RangeTerm()
  private var forecast = ForecastTerm()
  private var season = SeasonalTerm()
  /// The evidence of the newest value: the largest of the terms' scores, of which the logarithm counts from 1 on; 0 where it is
  /// missing.
  private(set) var evidence = 0.0
  /// The newest value with its expectation, in the metric's unit; nil where it is missing, and before there is an expectation.
  private(set) var finding: MetricFinding?

  init() {}

  var isWarmingUp: Bool { range.count <= Self.warmUp }

  /// Whether it has what it reads: a state from outside might not.
  var isWhole: Bool { season.isWhole }

  /// The newest value is missing.
  mutating func skip() {
    evidence = 0
    finding = nil
  }

  /// Scores the next value, then learns it.
  ///
  /// - Parameters:
  ///   - value: In the metric's unit, finite.
  ///   - z: The value, standardized and clipped to ±8.
  ///   - said: What was forecast of z; NaN where nothing was.
  ///   - mean, deviation: What it was standardized with.
  ///   - forgetting: As of ``RangeTerm``.
  mutating func advance(
    _ value: Double, z: Float, forecast said: Float, mean: Double, deviation: Double, at phase: CalendarPhase?,
    forgetting: Double
  ) {
    let threshold = Self.excess * (1 + Self.youth / Double(range.count + 1))
    let limits = range.limits(excess: threshold)
    let excess = range.excess(value, forgetting: forgetting)
    let forecasted = said.isNaN ? .silent : forecast.score(Double(z), forecast: Double(said))
    let seasonal = phase.map { season.score(z, at: $0, forgetting: forgetting) } ?? .silent
    guard !isWarmingUp else { return skip() }
    let score = max(min(excess, Self.largestExcess) / threshold, forecasted.score, seasonal.score)
    evidence = score < 1 ? score : 1 + .log(score)
    // A standardized value beyond the clip is as strange as one at it.
    func raw(_ z: Double) -> Double { abs(z) < 8 ? mean + deviation * z : z * .infinity }
    let lower = max(limits.lower, raw(forecasted.lower), raw(seasonal.lower))
    let upper = min(limits.upper, raw(forecasted.upper), raw(seasonal.upper))
    let middle = said.isNaN ? (limits.lower + limits.upper) / 2 : mean + deviation * Double(said)
    finding = MetricFinding(
      value: value, expected: min(max(middle, lower), max(lower, upper)), lower: min(lower, upper),
      upper: max(lower, upper),
      contribution: 0)
  }

  private enum CodingKeys: String, CodingKey { case range, forecast, season }
}
