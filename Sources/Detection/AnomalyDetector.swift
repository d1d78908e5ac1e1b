/// The one door of the room: how strange the metrics are now, and which one says so.
///
/// A detector is given one row a step, in order, and answers from that row and earlier ones only.
public protocol AnomalyDetector: Sendable {
  /// The number of metrics of a row, D.
  var metricCount: Int { get }
  /// Scores the next row.
  ///
  /// - Parameter row: `[D]`, in the metrics' own units; NaN is a missing value.
  /// - Complexity: bounded and without allocation in the steady state.
  mutating func score(_ row: Span<Float>) -> AnomalyScore
}

/// How strange a row is.
public struct AnomalyScore: Sendable, Equatable {
  /// At least 0, larger is stranger, 1 is the threshold.
  public var value: Double
  /// The metric that contributed most; nil when none stands out or all are missing.
  public var top: Int?

  public init(value: Double, top: Int?) {
    self.value = value
    self.top = top
  }

  /// Nothing strange, or nothing known.
  public static let none = AnomalyScore(value: 0, top: nil)
  /// Whether the score has reached the threshold.
  public var isAnomaly: Bool { value >= 1 }
}
