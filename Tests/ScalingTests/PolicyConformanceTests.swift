import Scaling
import Testing

/// What every policy owes, over every kind there is and the baselines' options.
struct PolicyConformanceTests {
  private let limits = ReplicaLimits(minimum: 2, maximum: 14)

  @Test(arguments: PolicyCandidate.all)
  func `equal inputs give equal decisions`(candidate: PolicyCandidate) {
    let world = RungWorld(ticks: 2_000, seed: 7)
    var first = candidate.make(limits)
    var second = candidate.make(limits)
    #expect(world.run(&first) == world.run(&second))
  }

  @Test(arguments: PolicyCandidate.all)
  func `a decision does not change with what comes after it`(candidate: PolicyCandidate) {
    let world = RungWorld(ticks: 2_000, seed: 8)
    for cut in [1, 700, 1_500] {
      var first = candidate.make(limits)
      var second = candidate.make(limits)
      let whole = world.run(&first)
      let changed = world.run(&second) { tick, input in
        guard tick >= cut else { return }
        input.load *= 3
        input.utilization = 1
        input.forecast?.loads *= 3
      }
      #expect(whole.prefix(cut) == changed.prefix(cut))
      if !candidate.isFixed { #expect(whole != changed) }
    }
  }

  @Test(arguments: PolicyCandidate.all)
  func `missing, broken and huge metrics survive and replicas stay within the limits`(candidate: PolicyCandidate) {
    let world = RungWorld(ticks: 2_400, seed: 9)
    var policy = candidate.make(limits)
    let decisions = world.run(&policy) { tick, input in
      switch tick % 11 {
      case 3: input.load = .nan
      case 4: input.utilization = .nan
      case 5:
        input.load = .nan
        input.utilization = .nan
        input.forecast = nil
      case 6: input.load = .infinity
      case 7: input.load = 1e30
      case 8: input.forecast = LoadQuantiles(loads: .init(repeating: .infinity))
      case 9: input.ready = 0
      default: break
      }
    }
    #expect(decisions.allSatisfy { (2...14).contains($0.replicas) })
    #expect(decisions.allSatisfy { !$0.reason.description.isEmpty })
  }

  @Test(arguments: PolicyCandidate.all)
  func `without any metric the number of replicas stays`(candidate: PolicyCandidate) {
    if candidate.isFixed { return }
    let world = RungWorld(ticks: 50, seed: 10)
    var policy = candidate.make(limits)
    let decisions = world.run(&policy, withForecast: false) { _, input in
      input.load = .nan
      input.utilization = .nan
    }
    #expect(decisions.allSatisfy { $0.replicas == 4 })
  }

  @Test(arguments: PolicyCandidate.all)
  func `a load that stays is served before long and its replicas stay`(candidate: PolicyCandidate) {
    if candidate.isFixed { return }
    var policy = candidate.make(ReplicaLimits())
    var pool = ReplicaPool(ready: 1, startupTicks: 4)
    var ready: [Int] = []
    var loads = SIMD8<Float>(repeating: 0)
    for index in 0..<LoadQuantiles.count { loads[index] = 9.5 + 0.05 * Float(index) }
    for tick in 0..<12_000 {
      if tick > 0 { pool.advance() }
      let decision = policy.decide(
        ScalingInput(
          timestamp: Double(tick) * 15, load: 9.5, utilization: min(1, 9.5 / Float(pool.ready)), ready: pool.ready,
          starting: pool.starting, forecast: LoadQuantiles(loads: loads)))
      pool.scale(to: decision.replicas)
      ready.append(pool.ready)
    }
    #expect(ready[400...].allSatisfy { $0 >= 10 && $0 <= 15 })
    #expect(Set(ready.suffix(2_000)).count == 1)
  }

  @Test(arguments: PolicyCandidate.all)
  func `what may stop is woken by its load`(candidate: PolicyCandidate) {
    if candidate.isFixed { return }
    var policy = candidate.make(ReplicaLimits(minimum: 0, maximum: 14))
    var replicas = 2
    for tick in 0..<240 {
      let load: Float = tick < 160 ? 0 : 3
      let input = ScalingInput(
        timestamp: Double(tick) * 15, load: load,
        utilization: replicas == 0 ? .nan : min(1, load / Float(replicas)), ready: replicas, starting: 0)
      replicas = policy.decide(input).replicas
      if tick == 159 { #expect(replicas <= 1) }
    }
    #expect((3...6).contains(replicas))
  }

  @Test(arguments: PolicyCandidate.all)
  func `a clock that is set back for good does not stop it`(candidate: PolicyCandidate) {
    if candidate.isFixed { return }
    var policy = candidate.make(limits)
    var replicas = 4
    for tick in 0..<400 {
      let load: Float = tick < 100 ? 7 : 2.1
      let time = Double(tick) * 15 + (tick < 120 ? 1e6 : 0)
      replicas =
        policy.decide(
          ScalingInput(
            timestamp: time, load: load, utilization: min(1, load / Float(replicas)), ready: replicas, starting: 0)
        ).replicas
    }
    #expect((3...5).contains(replicas))
  }
}
