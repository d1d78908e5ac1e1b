import Foundation
import Numerics
import Scaling
import Testing

/// The shadows against a plain simulation, written from the design's text and kept in arrays over all ticks.
struct RungShadowsTests {
  private let limits = ReplicaLimits(minimum: 1, maximum: 25)

  /// The quantile of a level, linear in -ln(1 - level), computed in Double.
  private func quantile(_ forecast: LoadQuantiles, _ level: Double) -> Double {
    let levels = [0.5, 0.8, 0.9, 0.96, 0.99, 0.997]
    let upper = levels.firstIndex { level <= $0 + 1e-12 } ?? 5
    if upper == 0 { return Double(forecast.loads[0]) }
    func position(_ level: Double) -> Double { -Double.log(1 - level) }
    let share =
      (position(level) - position(levels[upper - 1])) / (position(levels[upper]) - position(levels[upper - 1]))
    let low = Double(forecast.loads[upper - 1])
    return low + (Double(forecast.loads[upper]) - low) * share
  }

  /// The load to serve that each rung held, then what it asks for, tick by tick.
  private func targets(_ rung: Rung, in world: RungWorld, from first: Int) -> [Int] {
    let loads = world.loads.indices.map { tick in
      max(Double(world.loads[tick]) * (1 + rung.headroom), quantile(world.forecasts[tick], rung.level))
    }
    var replicas = first
    return loads.indices.map { tick in
      let held = loads[max(0, tick - rung.hold + 1)...tick].max()!
      let needed = plainDemand(held, limits)
      let generous = plainDemand(held * (1 + rung.overshoot), limits)
      if rung.deadBand == 0 {
        replicas = needed
      } else if needed > replicas {
        replicas = generous
      } else if needed <= replicas - 1, Double(needed) <= (1 - rung.deadBand) * Double(replicas) + 1e-9 {
        replicas = min(replicas, generous)
      }
      return replicas
    }
  }

  @Test func `targets are those of a plain computation`() {
    let world = RungWorld(ticks: 400, seed: 1)
    let expected = Rung.all.map { $0.isHPA ? [] : targets($0, in: world, from: 3) }
    var shadows = RungShadows(limits: limits, timing: ScalingTiming(lagTicks: 2, startupTicks: 4), ready: 3)
    for tick in world.loads.indices {
      shadows.step(
        load: world.loads[tick], forecast: world.forecasts[tick], regime: .calm, timestamp: Double(tick) * 15)
      for (index, rung) in Rung.all.enumerated() where !rung.isHPA {
        guard Int(shadows.targets[index]) == expected[index][tick] else {
          Issue.record("tick \(tick), \(rung): \(shadows.targets[index]) is not \(expected[index][tick])")
          return
        }
      }
    }
  }

  @Test(arguments: [(0, 0), (2, 0), (2, 4), (2, 20), (5, 1)])
  func `amounts are those of one cluster after the other`(lag: Int, startup: Int) {
    let world = RungWorld(ticks: 500, seed: 2)
    let regimes = world.loads.indices.map { Regime.allCases[($0 / 7) % 3] }
    var shadows = RungShadows(limits: limits, timing: ScalingTiming(lagTicks: lag, startupTicks: startup), ready: 3)
    for tick in world.loads.indices {
      shadows.step(
        load: world.loads[tick], forecast: world.forecasts[tick], regime: regimes[tick], timestamp: Double(tick) * 15)
    }
    func regime(_ tick: Int) -> Int { regimes[max(0, tick - startup)].index }
    // Every form of the median, every base of the last form, and the HPA.
    for rung in Array(0..<10) + Array(stride(from: 19, to: Rung.hpa, by: 10)) + [Rung.hpa] {
      let targets = Rung.all[rung].isHPA ? [] : targets(Rung.all[rung], in: world, from: 3)
      var pool = ReplicaPool(ready: 3, startupTicks: startup)
      var hpa = HorizontalPodAutoscalerPolicy(limits: limits)
      var expected = [SIMD4<Double>](repeating: .zero, count: 3)
      var readyAt: [Int] = []
      for tick in world.loads.indices {
        if tick > 0 { pool.advance() }
        var wanted = 0
        if Rung.all[rung].isHPA {
          let utilization = min(1, world.loads[tick] / Float(pool.ready))
          wanted =
            hpa.decide(
              ScalingInput(
                timestamp: Double(tick) * 15, load: .nan, utilization: utilization, ready: pool.ready,
                starting: pool.starting)
            ).replicas
        } else {
          wanted = targets[tick]
        }
        let change = pool.scale(to: wanted)
        readyAt.append(pool.ready)
        expected[regime(tick)] += SIMD4(
          Double(pool.ready + pool.starting) + 0.2 * Double(abs(change)), Double(pool.ready), 0, change == 0 ? 0 : 1)
        // The load that is known at a tick is that of `lag` ticks before.
        if tick >= lag {
          let (load, ready) = (Double(world.loads[tick]), Double(readyAt[tick - lag]))
          expected[regime(tick - lag)][2] += 0.8 * max(0, load - ready) + 0.2 * max(0, 1.1 * load - ready)
        }
      }
      for state in 0..<3 {
        let outcome = shadows.block.outcomes[state * Rung.all.count + rung]
        #expect(abs(Double(outcome.cost) - expected[state][0]) < 0.02, "cost of \(Rung.all[rung]) in \(state)")
        #expect(Double(outcome.ready) == expected[state][1], "ready of \(Rung.all[rung]) in \(state)")
        #expect(abs(Double(outcome.loss) - expected[state][2]) < 0.01, "loss of \(Rung.all[rung]) in \(state)")
        #expect(Double(outcome.changes) == expected[state][3], "changes of \(Rung.all[rung]) in \(state)")
      }
      #expect(expected.allSatisfy { $0[3] > 0 })
    }
    for state in 0..<3 {
      #expect(shadows.block.ticks[state] == Float(world.loads.indices.count { regime($0) == state }))
    }
    let loads = world.loads.map(Double.init)
    #expect(abs(Double(shadows.block.load) - loads.reduce(0, +)) < 0.02)
    #expect(shadows.block.largestLoad == world.loads.max())
    #expect(shadows.block.demand == Float(loads.map { plainDemand($0, limits) }.reduce(0, +)))
  }

  @Test(arguments: [(10, 12, 0), (10, 11, 0), (10, 10, 0.2), (10, 8, 2.2), (0, 0, 0)] as [(Float, Float, Float)])
  func `a fifth of a loss is that of a load a tenth larger`(load: Float, ready: Float, expected: Float) {
    #expect(abs(RungShadows.loss(load, on: ready) - expected) < 1e-5)
  }

  @Test func `where all may stop, one replica is needed still and the others' price is none`() {
    var shadows = RungShadows(
      limits: ReplicaLimits(minimum: 0, maximum: 9), timing: ScalingTiming(lagTicks: 0, startupTicks: 2), ready: 1)
    let nothing = LoadQuantiles(loads: .init(repeating: 0))
    for tick in 0..<40 { shadows.step(load: 0, forecast: nothing, regime: .calm, timestamp: Double(tick) * 15) }
    #expect(shadows.block.demand == 40 && shadows.block.load == 0)
    #expect(shadows.targets[0] == 0)
    // A pool keeps its last replica.
    #expect(shadows.block.outcomes[0] == RungOutcome(cost: 40, ready: 40, loss: 0, changes: 0))
  }

  @Test func `a new block begins at nothing and the clusters go on`() {
    let world = RungWorld(ticks: 60, seed: 3)
    var whole = RungShadows(limits: limits, timing: ScalingTiming(lagTicks: 2, startupTicks: 4), ready: 3)
    var cut = whole
    var former = RungShadows.Block()
    for tick in world.loads.indices {
      if tick == 30 {
        former = cut.block
        cut.clearBlock()
        #expect(cut.block.outcomes.allSatisfy { $0 == .zero } && cut.block.ticks.allSatisfy { $0 == 0 })
        #expect(cut.block.demand == 0 && cut.block.load == 0 && cut.block.largestLoad == 0)
      }
      whole.step(load: world.loads[tick], forecast: world.forecasts[tick], regime: .usual, timestamp: Double(tick) * 15)
      cut.step(load: world.loads[tick], forecast: world.forecasts[tick], regime: .usual, timestamp: Double(tick) * 15)
    }
    #expect(whole.targets == cut.targets)
    for cell in whole.block.outcomes.indices {
      let difference = former.outcomes[cell].lanes + cut.block.outcomes[cell].lanes - whole.block.outcomes[cell].lanes
      #expect((0..<4).allSatisfy { abs(difference[$0]) < 1e-2 })
    }
    #expect(former.demand + cut.block.demand == whole.block.demand)
    #expect(whole.block.largestLoad == max(former.largestLoad, cut.block.largestLoad))
  }

  @Test func `clusters that were saved go on in the same way`() throws {
    let world = RungWorld(ticks: 300, seed: 4)
    var shadows = RungShadows(limits: limits, timing: ScalingTiming(lagTicks: 2, startupTicks: 6), ready: 3)
    func run(_ shadows: inout RungShadows, _ ticks: Range<Int>) {
      for tick in ticks {
        shadows.step(
          load: world.loads[tick], forecast: world.forecasts[tick], regime: .usual, timestamp: Double(tick) * 15)
      }
    }
    run(&shadows, 0..<151)
    var restored = try PropertyListDecoder().decode(RungShadows.self, from: PropertyListEncoder().encode(shadows))
    run(&shadows, 151..<300)
    run(&restored, 151..<300)
    #expect(restored.targets == shadows.targets)
    #expect(restored.block.outcomes == shadows.block.outcomes)
  }
}
