/// The one door of the room: how strange the metrics are now, and which one says so.
///
/// A detector is given one row a step, in order, and answers from that row and earlier ones only.
public protocol AnomalyDetector: Sendable {
  /// The number of metrics of a row, D.
  var metricCount: Int { get }
  /// Scores the next row.
  ///
  /// - Parameters:
  ///   - row: `[D]`, in the metrics' own units; what is not finite is missing.
  ///   - time: Seconds since 1970 of the row, for the time of the day and the week; nil where it is not known.
  /// - Complexity: bounded and without allocation in the steady state.
  mutating func score(_ row: Span<Float>, at time: Double?) -> AnomalyScore
  /// What was expected of a metric in the newest row; nil before there is an expectation, and where the value was missing.
  ///
  /// - Precondition: `metric` is at least 0 and below D.
  func finding(of metric: Int) -> MetricFinding?
  /// The row, counted from 0, since which rows are no longer like those it was trained on, so that it should be trained again.
  ///
  /// nil without a drift, and for detectors that learn as they go.
  var driftingSince: Int? { get }
}

extension AnomalyDetector {
  /// Scores the next row, whose time is not known.
  public mutating func score(_ row: Span<Float>) -> AnomalyScore { score(row, at: nil) }

  public var driftingSince: Int? { nil }
}
