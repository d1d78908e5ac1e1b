import Detection
import Tensors

/// Scores that know nothing, uniform from 0 to 1: what luck is worth.
struct RandomDetector: AnomalyDetector {
  let metricCount: Int
  private var random: RandomSource

  init(metricCount: Int, seed: UInt64) {
    self.metricCount = metricCount
    random = RandomSource(seed: seed)
  }

  mutating func score(_ row: Span<Float>, at time: Double?) -> AnomalyScore {
    AnomalyScore(value: random.uniform(), top: nil)
  }

  func finding(of metric: Int) -> MetricFinding? { nil }
}
