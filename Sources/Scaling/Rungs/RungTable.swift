import Learning

/// What each rung costs and leaves unserved in each regime: Q tables with a known answer for every action.
///
/// After each block every (regime, rung) moves toward what its shadow did in the block,
///
///     Q ← Q + α (x − Q),   α = 1 / Σ of the blocks' weights, which halve every three days
///
/// so Q is the discounted mean per block. The discount between states is 0: regimes do not depend
/// on the action, and bootstrapping would add bias only.
public struct RungTable: Sendable, Equatable, Codable {
  /// Discounted number of blocks learned from.
  public private(set) var weight = 0.0
  package private(set) var cost: QTable
  package private(set) var ready: QTable
  package private(set) var loss: QTable
  /// Share of the ticks in each regime.
  package private(set) var shares: [Double]

  private let retention: Double
  /// Prices of unserved load that are tried, in replica-ticks: 2 to 3,000, geometric.
  private static let prices = (0..<15).map { 2 * Double.exp(Double($0) / 14 * Double.log(1_500)) }
  /// How much better than the HPA a choice has to look in shadow.
  private static let costShare = 0.985
  private static let lossShare = 0.9
  private static let lossTolerance = 2e-5
  private static let currentBonus = 0.99
  private static let pooledBlocks = 36.0

  /// - Parameters:
  ///   - blockSeconds: The length of a block.
  ///   - halfLifeSeconds: After how long a block counts half.
  package init(blockSeconds: Double, halfLifeSeconds: Double = 3 * 86_400) {
    let states = Regime.allCases.count
    cost = QTable(states: states, actions: Rung.all.count)
    ready = cost
    loss = cost
    shares = [Double](repeating: 0, count: states)
    retention = Double.exp(-Double.log(2) * blockSeconds / halfLifeSeconds)
  }

  init(weight: Double, cost: QTable, ready: QTable, loss: QTable, shares: [Double], retention: Double) {
    self.weight = weight
    self.cost = cost
    self.ready = ready
    self.loss = loss
    self.shares = shares
    self.retention = retention
  }

  var retentionPerBlock: Double { retention }

  /// Learns from one block of all shadows.
  package mutating func learn(_ block: RungShadows.Block) {
    weight = 1 + retention * weight
    let rate = 1 / weight
    let ticks = max(1, block.ticks.reduce(0, +))
    let rungs = Rung.all.count
    for state in shares.indices {
      shares[state] += rate * (block.ticks[state] / ticks - shares[state])
      for rung in 0..<rungs {
        let cell = state * rungs + rung
        cost.move(state, rung, toward: block.cost[cell], learningRate: rate)
        ready.move(state, rung, toward: block.ready[cell], learningRate: rate)
        loss.move(state, rung, toward: block.loss[cell], learningRate: rate)
      }
    }
  }

  /// The rung's cost and loss over all regimes, as shares of the HPA's.
  ///
  /// - Returns: The loss is nil where the HPA leaves next to nothing unserved.
  package func shares(of rung: Int) -> (cost: Double, loss: Double?) {
    let hpaLoss = total(loss, Rung.hpa)
    return (
      total(cost, rung) / max(total(cost, Rung.hpa), 1e-9),
      hpaLoss > Self.lossTolerance * total(ready, Rung.hpa) ? total(loss, rung) / hpaLoss : nil
    )
  }

  /// The rung of each regime that a mode would follow with this table.
  public func choice(_ mode: Mode) -> [Rung] {
    var chosen = [Int](repeating: Rung.initial, count: shares.count)
    choose(mode, current: &chosen)
    return chosen.map { Rung.all[$0] }
  }

  /// Chooses a rung for each regime.
  ///
  /// For each price the rungs with the least cost + price · loss; of the prices whose choice costs less
  /// than the HPA (counting ready replicas, and ready with starting ones) and leaves less unserved,
  /// the one nearest the mode's. Where none does, the choice whose worst share of the HPA's is least,
  /// among them the HPA itself.
  ///
  /// - Complexity: O(prices · regimes · rungs). Does not allocate.
  package func choose(_ mode: Mode, current: inout [Int]) {
    let hpaCost = total(cost, Rung.hpa)
    let hpaReady = total(ready, Rung.hpa)
    let hpaLoss = total(loss, Rung.hpa)
    let tolerance = Self.lossTolerance * hpaReady
    var best = SIMD4<Int>(repeating: Rung.hpa)
    var bestScore = (feasible: false, distance: 1.0)
    for price in Self.prices {
      var chosen = SIMD4<Int>(repeating: 0)
      var sum = SIMD3<Double>(repeating: 0)
      for state in shares.indices {
        chosen[state] = cheapest(in: state, price: price, current: current[state])
        sum += estimate(state, chosen[state])
      }
      let feasible =
        sum[0] <= Self.costShare * hpaCost && sum[1] <= Self.costShare * hpaReady
        && sum[2] <= Self.lossShare * hpaLoss + tolerance
      let distance =
        feasible
        ? abs(Double.log(price / mode.price))
        : max(sum[0] / max(hpaCost, 1e-9), sum[1] / max(hpaReady, 1e-9), sum[2] / max(hpaLoss, tolerance, 1e-9))
      if feasible != bestScore.feasible ? feasible : distance < bestScore.distance {
        best = chosen
        bestScore = (feasible, distance)
      }
    }
    for state in current.indices { current[state] = best[state] }
  }

  private func cheapest(in state: Int, price: Double, current: Int) -> Int {
    var best = (rung: 0, score: Double.infinity)
    for rung in 0..<Rung.all.count {
      let values = estimate(state, rung)
      let score = (values[0] + price * values[2]) * (rung == current ? Self.currentBonus : 1)
      if score < best.score { best = (rung, score) }
    }
    return best.rung
  }

  /// Cost, ready and loss per block of a rung in a regime, drawn toward the mean of all regimes while
  /// the regime has few blocks.
  private func estimate(_ state: Int, _ rung: Int) -> SIMD3<Double> {
    let own = SIMD3(cost[state, rung], ready[state, rung], loss[state, rung])
    let pooled = SIMD3(total(cost, rung), total(ready, rung), total(loss, rung)) * shares[state]
    let blocks = weight * shares[state]
    return (own * blocks + pooled * Self.pooledBlocks) / (blocks + Self.pooledBlocks)
  }

  private func total(_ table: QTable, _ rung: Int) -> Double {
    var sum = 0.0
    for state in shares.indices { sum += table[state, rung] }
    return sum
  }
}
