/// How strange a row is.
public struct AnomalyScore: Sendable, Equatable {
  /// At least 0, larger is stranger, 1 is the threshold.
  public var value: Double
  /// The metric that contributed most; nil when none stands out or all are missing.
  public var top: Int?
  /// Whether the detector has seen too little to say anything.
  public var isWarmingUp: Bool

  public init(value: Double, top: Int?, isWarmingUp: Bool = false) {
    self.value = value
    self.top = top
    self.isWarmingUp = isWarmingUp
  }

  /// Nothing strange, or nothing known.
  public static let none = AnomalyScore(value: 0, top: nil)
  /// Nothing to say yet.
  public static let warmingUp = AnomalyScore(value: 0, top: nil, isWarmingUp: true)
  /// Whether the score has reached the threshold.
  public var isAnomaly: Bool { value >= 1 }
}
