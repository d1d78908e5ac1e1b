/// Finds nothing strange, ever.
public struct NullDetector: AnomalyDetector {
  public let metricCount: Int

  public init(metricCount: Int) { self.metricCount = metricCount }

  public mutating func score(_ row: Span<Float>, at time: Double?) -> AnomalyScore { .none }

  public func finding(of metric: Int) -> MetricFinding? { nil }
}
