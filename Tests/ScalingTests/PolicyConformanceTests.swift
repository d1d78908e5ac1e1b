import Scaling
import Testing

/// What every policy owes, over every kind there is.
struct PolicyConformanceTests {
  private let limits = ReplicaLimits(minimum: 2, maximum: 14)

  private func make(_ kind: PolicyKind, _ limits: ReplicaLimits? = nil) -> any ScalingPolicy {
    kind.make(
      limits: limits ?? self.limits, tickSeconds: 15, timing: ScalingTiming(lagTicks: 2, startupTicks: 4))
  }

  @Test(arguments: PolicyKind.examples)
  func `equal inputs give equal decisions`(kind: PolicyKind) {
    let world = RungWorld(ticks: 2_000, seed: 7)
    var first = make(kind)
    var second = make(kind)
    #expect(world.run(&first) == world.run(&second))
  }

  @Test(arguments: PolicyKind.examples)
  func `a decision does not change with what comes after it`(kind: PolicyKind) {
    let world = RungWorld(ticks: 2_000, seed: 8)
    for cut in [1, 700, 1_500] {
      var first = make(kind)
      var second = make(kind)
      let whole = world.run(&first)
      let changed = world.run(&second) { tick, input in
        guard tick >= cut else { return }
        input.load *= 3
        input.utilization = 1
        input.forecast?.loads *= 3
      }
      #expect(whole.prefix(cut) == changed.prefix(cut))
      if kind != .fixed(3) { #expect(whole != changed) }
    }
  }

  @Test(arguments: PolicyKind.examples)
  func `missing, broken and huge metrics survive and replicas stay within the limits`(kind: PolicyKind) {
    let world = RungWorld(ticks: 2_400, seed: 9)
    var policy = make(kind)
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

  @Test(arguments: PolicyKind.examples)
  func `without any metric the number of replicas stays`(kind: PolicyKind) {
    if case .fixed = kind { return }
    let world = RungWorld(ticks: 50, seed: 10)
    var policy = make(kind)
    let decisions = world.run(&policy, withForecast: false) { _, input in
      input.load = .nan
      input.utilization = .nan
    }
    #expect(decisions.allSatisfy { $0.replicas == 4 })
  }

  @Test(arguments: PolicyKind.examples)
  func `a load that stays is served before long and its replicas stay`(kind: PolicyKind) {
    if case .fixed = kind { return }
    var policy = make(kind, ReplicaLimits())
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
}
