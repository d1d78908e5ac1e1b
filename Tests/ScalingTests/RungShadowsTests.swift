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

  private func target(_ rung: Rung, in world: RungWorld, at tick: Int) -> Int {
    (max(0, tick - rung.hold + 1)...tick).map { held in
      max(
        plainDemand(Double(world.loads[held]) * (1 + rung.headroom), limits),
        plainDemand(quantile(world.forecasts[held], rung.level), limits))
    }.max()!
  }

  @Test func `there are 58 rungs and the HPA is the last`() {
    #expect(Rung.all.count == 58)
    #expect(Rung.all.count { $0.isHPA } == 1 && Rung.all[Rung.hpa].isHPA && Rung.hpa == 57)
    #expect(Rung.all[Rung.initial] == Rung.all.first { $0.level == 0.96 && $0.headroom == 0 && $0.hold == 4 })
    #expect(Set(Rung.all.map { "\($0)" }).count == 58)
  }

  @Test func `targets are those of a plain computation`() {
    let world = RungWorld(ticks: 400, seed: 1)
    var shadows = RungShadows(limits: limits, timing: ScalingTiming(lagTicks: 2, startupTicks: 4), ready: 3)
    for tick in world.loads.indices {
      shadows.step(
        load: world.loads[tick], forecast: world.forecasts[tick], regime: .calm, timestamp: Double(tick) * 15)
      for (index, rung) in Rung.all.enumerated() where !rung.isHPA {
        let expected = target(rung, in: world, at: tick)
        guard shadows.targets[index] == expected else {
          Issue.record("tick \(tick), \(rung): \(shadows.targets[index]) is not \(expected)")
          return
        }
      }
    }
  }

  @Test(arguments: [(0, 0), (2, 4), (2, 20), (5, 1)])
  func `costs and losses are those of one cluster after the other`(lag: Int, startup: Int) {
    let world = RungWorld(ticks: 500, seed: 2)
    let regimes = world.loads.indices.map { Regime.allCases[($0 / 7) % 3] }
    var shadows = RungShadows(limits: limits, timing: ScalingTiming(lagTicks: lag, startupTicks: startup), ready: 3)
    for tick in world.loads.indices {
      shadows.step(
        load: world.loads[tick], forecast: world.forecasts[tick], regime: regimes[tick], timestamp: Double(tick) * 15)
    }
    func regime(_ tick: Int) -> Int { regimes[max(0, tick - startup)].index }
    for rung in [0, 16, 40, 56, Rung.hpa] {
      var pool = ReplicaPool(ready: 3, startupTicks: startup)
      var hpa = HorizontalPodAutoscalerPolicy(limits: limits)
      var cost = [Double](repeating: 0, count: 3)
      var ready = cost
      var loss = cost
      var readyAt: [Int] = []
      for tick in world.loads.indices {
        pool.advance()
        let wanted: Int
        if Rung.all[rung].isHPA {
          wanted =
            hpa.decide(
              ScalingInput(
                timestamp: Double(tick) * 15, load: .nan, utilization: min(1, world.loads[tick] / Float(pool.ready)),
                ready: pool.ready, starting: pool.starting)
            ).replicas
        } else {
          wanted = target(Rung.all[rung], in: world, at: tick)
        }
        let change = pool.scale(to: wanted)
        readyAt.append(pool.ready)
        cost[regime(tick)] += Double(pool.ready + pool.starting) + 0.2 * Double(abs(change))
        ready[regime(tick)] += Double(pool.ready)
        // The load that is known at a tick is that of `lag` ticks before.
        if tick >= lag { loss[regime(tick - lag)] += max(0, Double(world.loads[tick]) - Double(readyAt[tick - lag])) }
      }
      for state in 0..<3 {
        let cell = state * Rung.all.count + rung
        #expect(abs(shadows.block.cost[cell] - cost[state]) < 1e-6, "cost of \(rung) in \(state)")
        #expect(shadows.block.ready[cell] == ready[state], "ready of \(rung) in \(state)")
        #expect(abs(shadows.block.loss[cell] - loss[state]) < 1e-3, "loss of \(rung) in \(state)")
      }
    }
    for state in 0..<3 {
      #expect(shadows.block.ticks[state] == Double(world.loads.indices.count { regime($0) == state }))
    }
  }

  @Test func `a new block begins at nothing and the clusters go on`() {
    let world = RungWorld(ticks: 60, seed: 3)
    var whole = RungShadows(limits: limits, timing: ScalingTiming(lagTicks: 2, startupTicks: 4), ready: 3)
    var cut = whole
    var sum = 0.0
    for tick in world.loads.indices {
      if tick == 30 {
        sum = cut.block.cost.reduce(0, +)
        cut.clearBlock()
        #expect(cut.block.cost.allSatisfy { $0 == 0 } && cut.block.loss.allSatisfy { $0 == 0 })
        #expect(cut.block.ready.allSatisfy { $0 == 0 } && cut.block.ticks.allSatisfy { $0 == 0 })
      }
      whole.step(load: world.loads[tick], forecast: world.forecasts[tick], regime: .usual, timestamp: Double(tick) * 15)
      cut.step(load: world.loads[tick], forecast: world.forecasts[tick], regime: .usual, timestamp: Double(tick) * 15)
    }
    #expect(sum > 0)
    #expect(abs(sum + cut.block.cost.reduce(0, +) - whole.block.cost.reduce(0, +)) < 1e-6)
  }
}
