/// What an operator wants to be told of.
public struct MonitorRules: Sendable, Equatable {
  /// A smaller share of what was expected is never an anomaly: a constant that trembles is still one.
  private static let epsilon = 1e-4

  /// What takes the place of a missing value.
  public var gaps: GapPolicy
  /// Whether missing values are an alarm by themselves.
  public var alarmsOnGaps: Bool
  public var direction: AnomalyDirection
  /// The smallest deviation from what was expected, in the metrics' unit, at least 0.
  public var minimumDeviation: Double
  /// The same as a share of what was expected, at least 0.
  public var minimumRelativeDeviation: Double
  /// Seconds between two rows, for rows without a time; nil where it is not known.
  public var interval: Double?

  public init(
    gaps: GapPolicy = .ignore, alarmsOnGaps: Bool = false, direction: AnomalyDirection = .both,
    minimumDeviation: Double = 0, minimumRelativeDeviation: Double = 0, interval: Double? = nil
  ) {
    self.gaps = gaps
    self.alarmsOnGaps = alarmsOnGaps
    self.direction = direction
    self.minimumDeviation = minimumDeviation
    self.minimumRelativeDeviation = minimumRelativeDeviation
    self.interval = interval
  }

  /// Whether a deviation is one to be told of.
  func admit(_ finding: MetricFinding) -> Bool {
    let deviation = finding.value - finding.expected
    if direction == .high, deviation <= 0 { return false }
    if direction == .low, deviation >= 0 { return false }
    return abs(deviation) >= minimumDeviation
      && abs(deviation) >= max(minimumRelativeDeviation, Self.epsilon) * abs(finding.expected)
  }
}
