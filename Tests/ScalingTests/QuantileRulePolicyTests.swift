import Scaling
import Testing

struct QuantileRulePolicyTests {
  private func input(_ tick: Int, load: Float, forecast: SIMD8<Float>?, ready: Int = 4) -> ScalingInput {
    ScalingInput(
      timestamp: Double(tick) * 15, load: load, utilization: min(1, load / Float(ready)), ready: ready, starting: 0,
      forecast: forecast.map { LoadQuantiles(loads: $0) })
  }

  private let rising: SIMD8<Float> = [3.2, 4.2, 5.2, 6.2, 7.2, 8.2, 0, 0]

  @Test func `the quantile of its level is rounded up, and the present load is the least`() {
    var median = QuantileRulePolicy(level: 0.5, limits: ReplicaLimits())
    var upper = QuantileRulePolicy(level: 0.96, limits: ReplicaLimits())
    #expect(median.decide(input(0, load: 2, forecast: rising)).replicas == 4)
    let decision = upper.decide(input(0, load: 2, forecast: rising))
    #expect(decision.replicas == 7)
    #expect(decision.policy == .quantile(level: 0.96))
    #expect(decision.reason.description.contains("0.96 quantile"))
    #expect(median.decide(input(1, load: 5.5, forecast: rising)).replicas == 6)
  }

  @Test func `a target is held for four ticks`() {
    var policy = QuantileRulePolicy(level: 0.5, limits: ReplicaLimits())
    let answers = (0..<6).map { tick in
      policy.decide(input(tick, load: 1, forecast: tick == 1 ? rising * 2 : rising)).replicas
    }
    #expect(answers == [4, 7, 7, 7, 7, 4])
  }

  @Test func `without a forecast the HPA acts, and nothing is held across it`() {
    var policy = QuantileRulePolicy(level: 0.5, limits: ReplicaLimits())
    var autoscaler = HorizontalPodAutoscalerPolicy(limits: ReplicaLimits())
    let first = input(0, load: 2.8, forecast: nil)
    #expect(policy.decide(first) == autoscaler.decide(first))
    #expect(policy.decide(input(1, load: 2.8, forecast: rising * 4)).replicas == 13)
    for tick in 2..<6 {
      #expect(policy.decide(input(tick, load: 2.8, forecast: nil)).policy == .hpa(targetPercent: 70))
    }
    #expect(policy.decide(input(6, load: 2.8, forecast: rising)).replicas == 4)
  }

  @Test func `limits hold`() {
    var policy = QuantileRulePolicy(level: 0.99, limits: ReplicaLimits(minimum: 2, maximum: 5))
    #expect(policy.decide(input(0, load: 0, forecast: SIMD8(repeating: 0))).replicas == 2)
    #expect(policy.decide(input(1, load: 0, forecast: rising)).replicas == 5)
  }
}
