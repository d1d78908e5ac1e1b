import Scaling
import Testing

struct FixedPolicyTests {
  @Test func `a fixed number is the same at any load and with any metric missing`() {
    var policy = FixedPolicy(replicas: 9, limits: ReplicaLimits())
    for load in [0, 100, Float.nan] {
      let decision = policy.decide(
        ScalingInput(timestamp: 0, load: load, utilization: load, ready: 1, starting: 0))
      #expect(decision == ScalingRecommendation(replicas: 9, policy: .fixed(9), reason: .fixed))
    }
  }

  @Test func `a fixed number is fixed within the limits`() {
    let input = ScalingInput(timestamp: 0, load: 100, utilization: 1, ready: 1, starting: 0)
    var large = FixedPolicy(replicas: 9, limits: ReplicaLimits(minimum: 1, maximum: 6))
    #expect(large.decide(input).replicas == 6)
    var small = FixedPolicy(replicas: 1, limits: ReplicaLimits(minimum: 2))
    #expect(small.decide(input).replicas == 2)
  }
}
