/// What a detector expected of one metric in one row, and what that metric adds to the row's score.
public struct MetricFinding: Sendable, Equatable, Codable {
  /// The value seen, in the metric's own unit.
  public var value: Double
  /// The value expected, in the same unit.
  public var expected: Double
  /// The band that nearly all values of normal operation lie in, in the same unit.
  public var lower: Double
  public var upper: Double
  /// The metric's share of the row's score; all metrics' shares add up to 1, or are all 0.
  public var contribution: Double

  public init(value: Double, expected: Double, lower: Double, upper: Double, contribution: Double) {
    self.value = value
    self.expected = expected
    self.lower = lower
    self.upper = upper
    self.contribution = contribution
  }
}
