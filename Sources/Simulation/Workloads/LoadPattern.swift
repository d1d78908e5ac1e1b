/// One thing that shapes a load; the factors of several multiply.
public enum LoadPattern: Sendable, Equatable, Codable {
  /// A day's wave: 1 + amplitude · cos around `peakHour` (hours, UTC).
  case diurnal(amplitude: Double, peakHour: Double)
  /// Saturdays and Sundays times `weekendFactor`.
  case weekly(weekendFactor: Double)
  /// Steady growth.
  case ramp(factorPerWeek: Double)
  /// Every day at `hour` up to `factor` within `riseSeconds`, then back with time constant `decaySeconds`.
  case flashCrowd(hour: Double, factor: Double, riseSeconds: Double, decaySeconds: Double)
  /// Bursts at random times, mostly by day, up to `factor`, lasting about `seconds`.
  case bursts(perDay: Double, factor: Double, seconds: Double)
  /// Slow multiplicative noise (an AR(1) process with a time constant of five minutes).
  case noise(deviation: Double)
  /// Bursts on every scale: the sum of on-off sources whose on and off times have tails of exponent 3 - 2·hurst.
  ///
  /// Willinger et al., *Self-Similarity Through High-Variability*, IEEE/ACM ToN 5(1), 1997, doi:10.1109/90.554723.
  case selfSimilar(hurst: Double, deviation: Double)
  /// Every `everyHours` hours, for `minutes`, times `factor`: jobs by the clock.
  case batch(everyHours: Double, minutes: Double, factor: Double)

  /// Field, value and range of each parameter.
  var checks: [(String, Double, ClosedRange<Double>)] {
    switch self {
    case .diurnal(let amplitude, let peak):
      [("diurnal.amplitude", amplitude, 0...1), ("diurnal.peakHour", peak, 0...24)]
    case .weekly(let factor): [("weekly.weekendFactor", factor, 0...100)]
    case .ramp(let factor): [("ramp.factorPerWeek", factor, 0.01...100)]
    case .flashCrowd(let hour, let factor, let rise, let decay):
      [
        ("flashCrowd.hour", hour, 0...24), ("flashCrowd.factor", factor, 0...1_000),
        ("flashCrowd.riseSeconds", rise, 1...86_400), ("flashCrowd.decaySeconds", decay, 1...86_400),
      ]
    case .bursts(let perDay, let factor, let seconds):
      [
        ("bursts.perDay", perDay, 0...1_000), ("bursts.factor", factor, 0...1_000),
        ("bursts.seconds", seconds, 1...86_400),
      ]
    case .noise(let deviation): [("noise.deviation", deviation, 0...2)]
    case .selfSimilar(let hurst, let deviation):
      [("selfSimilar.hurst", hurst, 0.5...0.95), ("selfSimilar.deviation", deviation, 0...2)]
    case .batch(let hours, let minutes, let factor):
      [
        ("batch.everyHours", hours, 0.1...168), ("batch.minutes", minutes, 0.25...10_080),
        ("batch.factor", factor, 0...1_000),
      ]
    }
  }
}
