import Numerics

/// What each rung costs and leaves unserved in each regime: a Q table whose value is known for every action.
///
/// After each block every (regime, rung) moves toward what its shadow did in the block,
///
///     Q ← Q + α (x - Q),   α = 1 / Σ of the blocks' weights, which halve every four days of load
///
/// so Q is the discounted mean per block. x has four parts (see `RungOutcome`); the reward is their price,
///
///     r = -(ready + starting replicas + 0.2 · changes + price · unserved load)   in replicas' hourly cost per hour
///
/// and is formed only when a mode chooses, so one table serves every price. The discount between states is 0: regimes
/// do not depend on the action, and bootstrapping would add bias only. A block without load teaches nothing.
public struct RungTable: Sendable, Equatable, Codable {
  /// Discounted number of blocks learned from.
  public private(set) var weight = 0.0
  /// `[regimes · rungs]`, per block.
  @Packed package private(set) var outcomes: [RungOutcome]
  /// Share of the ticks in each regime.
  @Packed package private(set) var shares: [Double]
  /// The fewest replicas that serve the load, and the load, in replica-ticks per block.
  package private(set) var demand = 0.0
  package private(set) var load = 0.0

  let retention: Double
  private static let pooledBlocks: Float = 36
  /// A block whose largest load is below this, in replicas' worth, is idle.
  private static let idleLoad: Float = 0.02

  /// - Parameters:
  ///   - blockSeconds: The length of a block.
  ///   - halfLifeSeconds: After how long a block counts half.
  package init(blockSeconds: Double, halfLifeSeconds: Double = 4 * 86_400) {
    self.init(
      weight: 0,
      outcomes: [RungOutcome](repeating: .zero, count: RungShadows.regimes * Rung.all.count),
      shares: [Double](repeating: 0, count: RungShadows.regimes), demand: 0, load: 0,
      retention: Double.exp(-Double.log(2) * blockSeconds / halfLifeSeconds))
  }

  init(
    weight: Double, outcomes: [RungOutcome], shares: [Double], demand: Double, load: Double, retention: Double
  ) {
    self.weight = weight
    self.outcomes = outcomes
    self.shares = shares
    self.demand = demand
    self.load = load
    self.retention = retention
  }

  /// Learns from one block of all shadows.
  ///
  /// - Returns: The learning rate; nil when the block was idle and nothing was learned.
  @discardableResult
  package mutating func learn(_ block: RungShadows.Block) -> Double? {
    guard block.largestLoad >= Self.idleLoad else { return nil }
    weight = 1 + retention * weight
    let rate = 1 / weight
    let ticks = Double(max(1, block.ticks.reduce(0, +)))
    for state in shares.indices { shares[state] += rate * (Double(block.ticks[state]) / ticks - shares[state]) }
    demand += rate * (Double(block.demand) - demand)
    load += rate * (Double(block.load) - load)
    for cell in outcomes.indices {
      outcomes[cell].lanes += Float(rate) * (block.outcomes[cell].lanes - outcomes[cell].lanes)
    }
    return rate
  }

  /// The rung of each regime that a mode would follow with this table; nil where the HPA goes on.
  public func choice(_ mode: Mode) -> [Rung]? {
    let finding = RungSearch.run(mode, in: self, correcting: RealizedCost())
    guard finding.isBetter else { return nil }
    return (0..<RungShadows.regimes).map { Rung.all[Int(finding.rungs[$0])] }
  }

  /// What the HPA did per block, over all regimes.
  package var hpa: RungOutcome { total(Rung.hpa) }

  /// What a rung did per block, over all regimes.
  package func total(_ rung: Int) -> RungOutcome {
    var sum = SIMD4<Float>.zero
    for state in shares.indices { sum += outcomes[state * Rung.all.count + rung].lanes }
    return RungOutcome(sum)
  }

  /// The rung of each regime with the least price, and what the three do per block together.
  ///
  /// A regime's own mean is drawn toward that of all regimes while it has few blocks.
  ///
  /// - Parameters:
  ///   - prices: Of the four parts of an outcome.
  ///   - current: The rungs in use, which look a little better so that equals do not alternate.
  func cheapest(_ prices: SIMD4<Float>, current: SIMD4<Int32>?, bonus: Float) -> (
    rungs: SIMD4<Int32>, sum: SIMD4<Float>
  ) {
    let rungs = outcomes.count / RungShadows.regimes
    let outcomes = outcomes.span
    var own = SIMD4<Float>.zero
    var pooled = SIMD4<Float>.zero
    for state in 0..<RungShadows.regimes {
      let blocks = Float(weight * shares[state])
      own[state] = blocks / (blocks + Self.pooledBlocks)
      pooled[state] = Float(shares[state]) * Self.pooledBlocks / (blocks + Self.pooledBlocks)
    }
    let kept = current ?? SIMD4(repeating: -1)
    var best = SIMD4<Int32>.zero
    var least = SIMD4<Float>(repeating: .infinity)
    for rung in 0..<(rungs - 1) {
      let (calm, usual, unsettled) = (
        outcomes[rung].lanes, outcomes[rungs + rung].lanes, outcomes[2 * rungs + rung].lanes
      )
      // The price of a mean is the mean of the prices.
      let prices = SIMD4((calm * prices).sum(), (usual * prices).sum(), (unsettled * prices).sum(), 0)
      var scores = own * prices + pooled * prices.sum()
      let id = SIMD4(repeating: Int32(rung))
      scores.replace(with: scores * bonus, where: kept .== id)
      let isLess = scores .< least
      least.replace(with: scores, where: isLess)
      best.replace(with: id, where: isLess)
    }
    var sum = SIMD4<Float>.zero
    for state in 0..<RungShadows.regimes {
      let rung = Int(best[state])
      sum += own[state] * outcomes[state * rungs + rung].lanes + pooled[state] * total(rung).lanes
    }
    return (best, sum)
  }
}
