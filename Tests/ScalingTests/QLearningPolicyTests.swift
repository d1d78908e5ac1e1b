import Scaling
import Testing

struct QLearningPolicyTests {
  private let limits = ReplicaLimits(minimum: 1, maximum: 40)

  private func policy(_ mode: Mode) -> any ScalingPolicy {
    QLearningPolicy(mode: mode, limits: limits, tickSeconds: 15, timing: ScalingTiming(lagTicks: 0, startupTicks: 4))
  }

  @Test(arguments: Mode.allCases)
  func `never fewer replicas than the load demands but on the HPA rung`(mode: Mode) {
    let world = RungWorld(ticks: 6_000, seed: 11)
    var policy = policy(mode)
    let decisions = world.run(&policy)
    var onRungs = 0
    for (tick, decision) in decisions.enumerated() {
      guard case .rung(let reason) = decision.reason, !reason.rung.isHPA else { continue }
      onRungs += 1
      let demand = plainDemand(Double(world.loads[tick]), limits)
      if decision.replicas < demand { Issue.record("tick \(tick): \(decision.replicas) for a demand of \(demand)") }
    }
    #expect(onRungs > 5_000)
  }

  @Test func `without a forecast the HPA decides and says so`() {
    let world = RungWorld(ticks: 200, seed: 12)
    var policy = policy(.balanced)
    var hpa: any ScalingPolicy = HorizontalPodAutoscalerPolicy(limits: limits)
    let decisions = world.run(&policy, withForecast: false)
    #expect(decisions == world.run(&hpa, withForecast: false))
    #expect(decisions.allSatisfy { $0.policy == .hpa(targetPercent: 70) })
  }

  @Test func `before four hours of shadows the first rung is followed`() {
    let world = RungWorld(ticks: 1_600, seed: 13)
    var policy = policy(.balanced)
    let reasons = world.run(&policy).map { decision -> DecisionReason.RungReason? in
      if case .rung(let reason) = decision.reason { reason } else { nil }
    }
    #expect(reasons.prefix(960).allSatisfy { $0?.rung == Rung.all[Rung.initial] && $0?.costShare == nil })
    // 12 blocks of 20 minutes, a little discounted, are not quite four hours; 13 are more.
    #expect(reasons[1_038]?.costShare == nil)
    #expect(reasons[1_039]?.costShare != nil)
  }

  @Test func `a table of before acts from the first tick on`() {
    let world = RungWorld(ticks: 2_000, seed: 14)
    var teacher = QLearningPolicy(
      mode: .save, limits: limits, tickSeconds: 15, timing: ScalingTiming(lagTicks: 0, startupTicks: 4))
    for tick in world.loads.indices {
      _ = teacher.decide(
        ScalingInput(
          timestamp: Double(tick) * 15, load: world.loads[tick], utilization: 0.5, ready: 10, starting: 0,
          forecast: world.forecasts[tick]))
    }
    var pupil = QLearningPolicy(
      mode: .save, limits: limits, tickSeconds: 15, timing: ScalingTiming(lagTicks: 0, startupTicks: 4))
    pupil.prior = teacher.table
    var expected = [Int](repeating: Rung.initial, count: 3)
    teacher.table.choose(.save, current: &expected)
    let decision = pupil.decide(
      ScalingInput(
        timestamp: 0, load: world.loads[0], utilization: 0.5, ready: 10, starting: 0, forecast: world.forecasts[0]))
    guard case .rung(let reason) = decision.reason else {
      Issue.record("\(decision.reason) is no rung")
      return
    }
    #expect(reason.rung == Rung.all[expected[reason.regime.index]])
    #expect(reason.rung != Rung.all[Rung.initial])
    #expect(reason.costShare != nil)
  }

  @Test func `save costs less than protect and protect leaves less unserved`() {
    let world = RungWorld(ticks: 20_000, seed: 15)
    func totals(_ mode: Mode) -> (replicas: Int, unserved: Double) {
      var policy = policy(mode)
      var pool = ReplicaPool(ready: 4, startupTicks: 4)
      var replicas = 0
      var unserved = 0.0
      for (tick, decision) in world.run(&policy).enumerated() {
        if tick > 0 { pool.advance() }
        pool.scale(to: decision.replicas)
        guard tick > 4_000 else { continue }
        replicas += pool.ready + pool.starting
        unserved += max(0, Double(world.loads[tick]) - Double(pool.ready))
      }
      return (replicas, unserved)
    }
    let save = totals(.save)
    let protect = totals(.protect)
    #expect(save.replicas < protect.replicas)
    #expect(save.unserved > protect.unserved)
  }

  @Test func `the reason is a sentence with regime, quantile and the HPA's comparison`() {
    var reason = DecisionReason.RungReason(
      regime: .usual, rung: Rung.all[43], forecast: 8.25, load: 6, costShare: 0.91, lossShare: 0.4)
    let rung = Rung.all[43]
    #expect(rung.level == 0.96 && rung.headroom == 0.2 && rung.hold == 4)
    #expect(
      "\(reason)" == "regime usual: the 0.96 quantile of the load over the lead time is 8.25 replicas' worth (now 6), "
        + "at least 20 % above the present load, the largest of the last 4 ticks; in shadow this rung costs 0.91 of the HPA "
        + "and leaves 0.4 of its unserved load")
    reason.rung = Rung.all[Rung.hpa]
    #expect("\(reason)".contains("HPA"))
  }
}
