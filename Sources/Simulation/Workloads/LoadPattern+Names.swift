extension LoadPattern {
  /// The names of the patterns in files.
  static let kinds = [
    "diurnal", "weekly", "ramp", "flashCrowd", "bursts", "noise", "selfSimilar", "batch",
  ]

  /// The name of this one.
  public var kind: String { String(checks[0].0.prefix { $0 != "." }) }

  /// The pattern of that name, with the values taken that it knows; what is left out has its default.
  init?(_ kind: String, _ values: inout [String: Double]) {
    func take(_ name: String, _ standard: Double) -> Double { values.removeValue(forKey: name) ?? standard }
    switch kind {
    case "diurnal": self = .diurnal(amplitude: take("amplitude", 0.5), peakHour: take("peakHour", 14))
    case "weekly": self = .weekly(weekendFactor: take("weekendFactor", 0.7))
    case "ramp": self = .ramp(factorPerWeek: take("factorPerWeek", 1.5))
    case "flashCrowd":
      self = .flashCrowd(
        hour: take("hour", 20), factor: take("factor", 4), riseSeconds: take("riseSeconds", 120),
        decaySeconds: take("decaySeconds", 1_800))
    case "bursts": self = .bursts(perDay: take("perDay", 6), factor: take("factor", 2), seconds: take("seconds", 900))
    case "noise": self = .noise(deviation: take("deviation", 0.05))
    case "selfSimilar": self = .selfSimilar(hurst: take("hurst", 0.8), deviation: take("deviation", 0.2))
    case "batch":
      self = .batch(everyHours: take("everyHours", 1), minutes: take("minutes", 5), factor: take("factor", 3))
    default: return nil
    }
  }
}
