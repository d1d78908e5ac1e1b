import Tensors

/// Scores that know nothing, uniform from 0 to 1: what luck is worth in a table.
public struct RandomDetector: AnomalyDetector {
  public let metricCount: Int
  private var random: RandomSource

  public init(metricCount: Int, seed: UInt64 = 0) {
    self.metricCount = metricCount
    random = RandomSource(seed: seed)
  }

  public mutating func score(_ row: Span<Float>, at time: Double?) -> AnomalyScore {
    let value = random.uniform()
    for index in 0..<row.count where row[index].isFinite { return AnomalyScore(value: value, top: nil) }
    return .none
  }

  public func finding(of metric: Int) -> MetricFinding? { nil }
}
