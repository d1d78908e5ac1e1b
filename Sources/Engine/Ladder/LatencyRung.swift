/// What a decision is made with, by the time that is left for it; each rung is cheaper than the one before.
public enum LatencyRung: String, Sendable, CaseIterable, Codable {
  /// Detector and forecaster.
  case full
  /// The forecaster alone.
  case trees
  /// A moving average of the load; the pipeline learns of the observation later.
  case average = "ewma"
  /// The last decision, or what the load demands if that is more; the pipeline learns of the observation later.
  case lastValue = "last value"

  /// The rung for a decision that has `remaining` of the `budget` left; nil when it would be late on any.
  public init?(remaining: Duration, of budget: Duration) {
    let share = remaining / budget
    switch share {
    case 0.4...: self = .full
    case 0.25..<0.4: self = .trees
    case 0.1..<0.25: self = .average
    case 0.02..<0.1: self = .lastValue
    default: return nil
    }
  }
}
