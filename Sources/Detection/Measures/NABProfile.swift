/// What the Numenta Anomaly Benchmark charges for misses and false alarms, by the names that it uses.
public enum NABProfile: String, CaseIterable, Sendable, Codable {
  case standard
  /// False alarms cost twice as much.
  case rewardLowFPRate = "reward_low_FP_rate"
  /// Missed windows cost twice as much.
  case rewardLowFNRate = "reward_low_FN_rate"

  /// A window detected at its left edge adds this.
  var truePositive: Double { 1 }
  /// A row detected far from any window costs this.
  var falsePositive: Double { self == .rewardLowFPRate ? 0.22 : 0.11 }
  /// A window that is not detected costs this.
  var falseNegative: Double { self == .rewardLowFNRate ? 2 : 1 }
}
