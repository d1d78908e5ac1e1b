import Scaling
import Tensors

extension RungOutcome {
  /// Amounts per tick; without more, all replicas are ready.
  init(cost: Float, loss: Float, changes: Float = 0.1) {
    self.init(cost: cost, ready: cost, loss: loss, changes: changes)
  }
}

extension RungShadows.Block {
  /// A block of 80 ticks in which every rung did the same but for the HPA and some others.
  ///
  /// - Parameters:
  ///   - rungs: What they did per tick; likewise `hpa`.
  ///   - ticks: How many ticks each regime had.
  ///   - load: Per tick, with `demand`.
  ///   - special: Rungs that did something else, in one regime or in all.
  static func plain(
    _ rungs: RungOutcome, hpa: RungOutcome, ticks: [Float] = [40, 30, 10], load: Float = 100, demand: Float = 100,
    _ special: [(regime: Int?, rung: Int, outcome: RungOutcome)] = []
  ) -> RungShadows.Block {
    var block = RungShadows.Block()
    block.ticks = ticks
    block.load = load * ticks.reduce(0, +)
    block.demand = demand * ticks.reduce(0, +)
    block.largestLoad = load
    for regime in ticks.indices {
      for rung in Rung.all.indices {
        var outcome = rung == Rung.hpa ? hpa : rungs
        for entry in special where entry.rung == rung && (entry.regime ?? regime) == regime { outcome = entry.outcome }
        block.outcomes[regime * Rung.all.count + rung].lanes = outcome.lanes * ticks[regime]
      }
    }
    return block
  }

  /// A block in which every rung did something else.
  static func random(_ random: inout RandomSource) -> RungShadows.Block {
    var block = RungShadows.Block()
    block.ticks = [40, 30, 10]
    block.load = 700
    block.demand = 780
    block.largestLoad = 12
    for regime in block.ticks.indices {
      for rung in Rung.all.indices {
        let cost = Float(8 + 4 * random.uniform())
        let outcome = RungOutcome(
          cost: cost, ready: cost * Float(0.9 + 0.1 * random.uniform()), loss: Float(0.3 * random.uniform()),
          changes: Float(0.3 * random.uniform()))
        block.outcomes[regime * Rung.all.count + rung].lanes = outcome.lanes * block.ticks[regime]
      }
    }
    return block
  }
}

extension RungTable {
  /// A table that has seen one block many times.
  init(of block: RungShadows.Block, times: Int = 20) {
    self.init(blockSeconds: 1_200)
    for _ in 0..<times { learn(block) }
  }
}
