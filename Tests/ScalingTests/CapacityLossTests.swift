import Scaling
import Testing

/// What the learned policy makes of CPU that the load does not explain.
struct CapacityLossTests {
  /// One that has learned before to follow the median and nothing else.
  private func policy(lagTicks: Int) -> QLearningPolicy {
    var policy = QLearningPolicy(
      mode: .balanced, limits: ReplicaLimits(), tickSeconds: 15,
      timing: ScalingTiming(lagTicks: lagTicks, startupTicks: 4))
    policy.prior = RungTable(
      of: .plain(
        RungOutcome(cost: 12, loss: 2), hpa: RungOutcome(cost: 10, loss: 1), [(nil, 0, RungOutcome(cost: 6, loss: 0))]))
    return policy
  }

  /// Decisions at a load of 6 on 10 replicas at the given CPU, forecast to stay.
  private func replicas(cpu: [Float], ready: [Int]? = nil, lagTicks: Int = 0) -> [(replicas: Int, lost: Double)] {
    var policy = policy(lagTicks: lagTicks)
    return cpu.indices.map { tick in
      let decision = policy.decide(
        ScalingInput(
          timestamp: Double(tick) * 15, load: 6, utilization: cpu[tick], ready: ready?[tick] ?? 10, starting: 0,
          forecast: LoadQuantiles(loads: .init(repeating: 6))))
      guard case .rung(let reason) = decision.reason else { return (decision.replicas, -1) }
      return (decision.replicas, reason.capacityLost)
    }
  }

  @Test func `CPU that the load explains changes nothing`() {
    #expect(replicas(cpu: [0.6, 0.3, 0.69, 0.69, .nan]).allSatisfy { $0.replicas == 6 && $0.lost == 0 })
  }

  @Test func `CPU beyond that for a tick is a broken metric`() {
    #expect(replicas(cpu: [0.6, 1, 0.6, 1, .nan, 1]).allSatisfy { $0.replicas == 6 && $0.lost == 0 })
  }

  @Test func `CPU beyond that for two ticks asks for more by what is left of a replica`() {
    // 0.9 - 0.6 is lost: 6 / 0.7 = 8.6.
    let decision = replicas(cpu: [0.9, 0.95])[1]
    #expect(decision.replicas == 9)
    #expect(abs(decision.lost - 0.3) < 1e-6)
  }

  @Test func `fewer replicas of now or of then explain more`() {
    // 6 on 7 replicas is 0.86, whether there are seven now or were when the CPU was measured.
    #expect(replicas(cpu: [0.9, 0.9], ready: [7, 7])[1].replicas == 6)
    let late = replicas(cpu: [0.9, 0.9, 0.9, 0.9, 0.9], ready: [7, 10, 10, 10, 10], lagTicks: 2)
    #expect(late.map(\.replicas) == [6, 6, 6, 6, 9])
  }

  @Test func `no more than six tenths are believed to be lost`() {
    var policy = policy(lagTicks: 0)
    let decisions = (0..<2).map { tick in
      policy.decide(
        ScalingInput(
          timestamp: Double(tick) * 15, load: 2, utilization: 1, ready: 10, starting: 0,
          forecast: LoadQuantiles(loads: .init(repeating: 2))))
    }
    #expect(decisions.map(\.replicas) == [2, 5])
  }
}
