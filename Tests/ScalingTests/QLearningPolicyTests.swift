import Foundation
import Scaling
import Testing

struct QLearningPolicyTests {
  private let limits = ReplicaLimits(minimum: 1, maximum: 40)
  private let timing = ScalingTiming(lagTicks: 0, startupTicks: 4)
  /// Thirteen blocks are more than four hours; the search is done with the last tick of the block after them.
  private let firstFinding = 14 * 80

  private func policy(_ mode: Mode, usesRegimes: Bool = true) -> QLearningPolicy {
    QLearningPolicy(mode: mode, usesRegimes: usesRegimes, limits: limits, tickSeconds: 15, timing: timing)
  }

  /// The decisions in a closed loop.
  private func run(
    _ policy: some ScalingPolicy, in world: RungWorld, forecasting: (Int, inout LoadQuantiles) -> Void = { _, _ in }
  ) -> [ScalingRecommendation] {
    var policy: any ScalingPolicy = policy
    return world.run(&policy) { tick, input in
      if var forecast = input.forecast {
        forecasting(tick, &forecast)
        input.forecast = forecast
      }
    }
  }

  /// What a cluster costs and leaves unserved with these decisions, and how often their number changes.
  private func totals(_ decisions: [ScalingRecommendation], in world: RungWorld, after start: Int)
    -> (replicas: Int, unserved: Double, changes: Int)
  {
    var pool = ReplicaPool(ready: 4, startupTicks: 4)
    var totals = (replicas: 0, unserved: 0.0, changes: 0)
    for (tick, decision) in decisions.enumerated() {
      if tick > 0 { pool.advance() }
      let change = pool.scale(to: decision.replicas)
      guard tick > start else { continue }
      totals.replicas += pool.ready + pool.starting
      totals.unserved += max(0, Double(world.loads[tick]) - Double(pool.ready))
      totals.changes += change == 0 ? 0 : 1
    }
    return totals
  }

  private func isPromoted(_ decision: ScalingRecommendation) -> Bool { decision.promotion?.state == .promoted }

  @Test func `without a forecast it is the HPA and says so`() {
    let world = RungWorld(ticks: 400, seed: 12)
    var policy: any ScalingPolicy = policy(.balanced)
    var hpa: any ScalingPolicy = HorizontalPodAutoscalerPolicy(limits: limits)
    var decisions = world.run(&policy, withForecast: false)
    #expect(decisions.allSatisfy { $0.promotion == Promotion(state: .shadowing, hours: 0) })
    for tick in decisions.indices { decisions[tick].promotion = nil }
    #expect(decisions == world.run(&hpa, withForecast: false))
  }

  @Test(arguments: Mode.allCases)
  func `until the rungs have beaten it over four hours of shadows the HPA acts, then they do`(mode: Mode) {
    let world = RungWorld(ticks: 1_600, seed: 13)
    let decisions = run(policy(mode), in: world)
    let hpa = run(HorizontalPodAutoscalerPolicy(limits: limits), in: world)
    for tick in 0..<firstFinding {
      var decision = decisions[tick]
      #expect(decision.promotion?.state == .shadowing && decision.promotion?.costShare == nil)
      decision.promotion = nil
      guard decision == hpa[tick] else {
        Issue.record("tick \(tick): \(decision) is not \(hpa[tick])")
        return
      }
    }
    for decision in decisions[firstFinding...] {
      #expect(isPromoted(decision) && decision.policy == .tidegate(mode))
      #expect((decision.promotion?.costShare ?? 2) <= 1 && (decision.promotion?.lossShare ?? 2) <= 0.9)
      guard case .rung = decision.reason else {
        Issue.record("\(decision.reason) is no rung")
        return
      }
    }
  }

  @Test(arguments: Mode.allCases)
  func `a block is followed by the same rungs from its first tick to its last`(mode: Mode) {
    let decisions = run(policy(mode), in: RungWorld(ticks: 6_000, seed: 14))
    var changes = 0
    for tick in decisions.indices.dropFirst() {
      let (before, now) = (decisions[tick - 1].promotion, decisions[tick].promotion)
      guard before?.costShare != now?.costShare || before?.state != now?.state else { continue }
      changes += 1
      #expect(tick % 80 == 0)
    }
    #expect(changes > 10)
  }

  @Test func `the evidence is hours of shadows`() {
    let hours = run(policy(.balanced), in: RungWorld(ticks: 400, seed: 13)).map { $0.promotion?.hours ?? -1 }
    #expect(hours[79] == 0)
    #expect(abs(hours[80] - 1.0 / 3) < 1e-9)
    // A little is forgotten.
    #expect(hours[399] > 1.3 && hours[399] < 4.0 / 3)
  }

  @Test(arguments: Mode.allCases)
  func `while promoted never fewer replicas than the load demands`(mode: Mode) {
    let world = RungWorld(ticks: 6_000, seed: 11)
    let decisions = run(policy(mode), in: world)
    for (tick, decision) in decisions.enumerated() where isPromoted(decision) {
      let demand = plainDemand(Double(world.loads[tick]), limits)
      if decision.replicas < demand { Issue.record("tick \(tick): \(decision.replicas) for a demand of \(demand)") }
    }
    #expect(decisions.count(where: isPromoted) > 4_000)
  }

  @Test(arguments: Mode.allCases)
  func `it is never promoted where forecasts are far too high`(mode: Mode) {
    let decisions = run(policy(mode), in: RungWorld(ticks: 5_000, seed: 16)) { _, forecast in forecast.loads *= 3 }
    #expect(!decisions.contains(where: isPromoted))
    #expect(decisions.allSatisfy { $0.policy == .hpa(targetPercent: 70) })
    // It has looked, and says that there was nothing.
    #expect((decisions.last?.promotion?.hours ?? 0) > 15)
    #expect(decisions.last?.promotion?.costShare == nil)
  }

  @Test(arguments: Mode.allCases)
  func `where forecasts say nothing, rungs that live on the load alone act only as they beat the HPA`(mode: Mode) {
    let world = RungWorld(ticks: 12_000, seed: 17)
    let decisions = run(policy(mode), in: world) { _, forecast in forecast.loads *= 0 }
    for decision in decisions where isPromoted(decision) {
      guard case .rung(let reason) = decision.reason, reason.rung.headroom > 0 else {
        Issue.record("\(decision.reason) lives on a forecast")
        return
      }
    }
    let learned = totals(decisions, in: world, after: 4_000)
    let hpa = totals(run(HorizontalPodAutoscalerPolicy(limits: limits), in: world), in: world, after: 4_000)
    #expect(learned.replicas <= hpa.replicas && learned.unserved <= hpa.unserved)
  }

  @Test(arguments: Mode.allCases)
  func `it hands back to the HPA when forecasts have become useless, and comes back with them`(mode: Mode) {
    let world = RungWorld(ticks: 24_000, seed: 18)
    let decisions = run(policy(mode), in: world) { tick, forecast in
      if (3_000..<9_000).contains(tick) { forecast.loads *= 3 }
    }
    #expect(decisions[2_000..<3_000].allSatisfy(isPromoted))
    #expect(!decisions[7_000..<9_000].contains(where: isPromoted))
    #expect(decisions[7_000..<9_000].allSatisfy { $0.policy == .hpa(targetPercent: 70) })
    #expect(decisions.suffix(100).allSatisfy(isPromoted))
  }

  @Test func `a table of before acts from the first tick`() {
    let world = RungWorld(ticks: 2_000, seed: 14)
    var teacher = policy(.save)
    _ = follow(&teacher, world, world.loads.indices)
    var pupil = policy(.save)
    pupil.prior = teacher.table
    let decision = follow(&pupil, world, 0..<1)[0]
    guard case .rung(let reason) = decision.reason else {
      Issue.record("\(decision.reason) is no rung")
      return
    }
    #expect(reason.rung == teacher.table.choice(.save)?[reason.regime.index])
    #expect(isPromoted(decision) && decision.promotion?.hours == 0)
    #expect(reason.costShare != nil && reason.costShare == decision.promotion?.costShare)
  }

  @Test func `a table of less than four hours is not believed`() {
    let world = RungWorld(ticks: 900, seed: 14)
    var teacher = policy(.save)
    _ = follow(&teacher, world, world.loads.indices)
    var pupil = policy(.save)
    pupil.prior = teacher.table
    #expect(!follow(&pupil, world, 0..<100).contains(where: isPromoted))
  }

  @Test func `save costs less than protect and protect leaves less unserved, both than the HPA`() {
    let world = RungWorld(ticks: 20_000, seed: 15)
    let save = totals(run(policy(.save), in: world), in: world, after: 4_000)
    let protect = totals(run(policy(.protect), in: world), in: world, after: 4_000)
    let hpa = totals(run(HorizontalPodAutoscalerPolicy(limits: limits), in: world), in: world, after: 4_000)
    #expect(save.replicas < protect.replicas && protect.replicas <= hpa.replicas)
    #expect(protect.unserved < save.unserved && save.unserved < hpa.unserved)
  }

  @Test func `balanced changes the number less often than its forecast quantile alone`() {
    let world = RungWorld(ticks: 10_000, seed: 19)
    let learned = totals(run(policy(.balanced), in: world), in: world, after: 4_000)
    let rule = totals(run(QuantileRulePolicy(level: 0.96, limits: limits), in: world), in: world, after: 4_000)
    #expect(learned.changes < rule.changes / 2)
  }

  @Test func `a policy that was saved decides as before`() throws {
    let world = RungWorld(ticks: 4_000, seed: 20)
    for cut in [700, 1_090, 2_345] {
      var policy = policy(.balanced)
      _ = follow(&policy, world, 0..<cut)
      var restored = try PropertyListDecoder().decode(
        QLearningPolicy.self, from: PropertyListEncoder().encode(policy))
      let decisions = follow(&policy, world, cut..<4_000)
      #expect(follow(&restored, world, cut..<4_000) == decisions)
      #expect(restored.table == policy.table)
      #expect(decisions.contains(where: isPromoted))
    }
  }

  /// Decisions where what was asked for runs at once.
  private func follow(_ policy: inout QLearningPolicy, _ world: RungWorld, _ ticks: Range<Int>)
    -> [ScalingRecommendation]
  {
    var replicas = 8
    return ticks.map { tick in
      let decision = policy.decide(
        ScalingInput(
          timestamp: Double(tick) * 15, load: world.loads[tick],
          utilization: min(1, world.loads[tick] / Float(replicas)),
          ready: replicas, starting: 0, forecast: world.forecasts[tick]))
      replicas = decision.replicas
      return decision
    }
  }

  @Test func `the reason is a sentence with regime, quantile and the HPA's comparison`() throws {
    let rung = try #require(Rung.all.first { $0.level == 0.96 && $0.headroom == 0.3 && $0.deadBand == 0.15 })
    var reason = DecisionReason.RungReason(
      regime: .usual, rung: rung, forecast: 8.25, load: 6, costShare: 0.91, lossShare: 0.4)
    let beginning = "regime usual: the 0.96 quantile of the load over the lead time is 8.25 replicas' worth (now 6), "
    #expect(
      "\(reason)" == beginning + "at least 30 % above the present load, the largest of the last 20 ticks, "
        + "given back from 15 % too many; in shadow the rungs in use cost 0.91 of the HPA and leave 0.4 of its unserved load"
    )
    reason.rung = Rung.all[40]
    #expect(reason.rung.level == 0.96 && reason.rung.headroom == 0 && reason.rung.hold == 1)
    reason.costShare = nil
    reason.lossShare = nil
    reason.capacityLost = 0.25
    #expect(
      "\(reason)" == beginning.dropLast(2)
        + "; CPU is 25 points above what the load explains, so more are asked for")
  }
}
