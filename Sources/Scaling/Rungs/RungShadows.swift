/// Every rung and the HPA, each in a cluster of its own that never existed, under the load that did.
///
/// The load does not depend on the replicas, so what each rung would have cost and left unserved is
/// known without trying it. Costs are counted at once, unserved load once the tick's load is known;
/// both in the regime of the tick at which the replicas in question had to be ordered. (This holds
/// while unserved requests are not sent again.)
///
/// - Complexity: O(rungs) a tick. Does not allocate after `init`.
package struct RungShadows: Sendable, Codable {
  /// What a changed replica costs, in replica-ticks.
  private static let churnPrice = 0.2
  package static let regimes = Regime.allCases.count

  /// The replicas that each rung asks for in the current tick, `[rungs]`.
  package private(set) var targets: [Int]
  /// Sums since the last `clearBlock`.
  package private(set) var block: Block

  /// Sums over the ticks of one block, `[regimes · rungs]` each.
  package struct Block: Sendable, Codable {
    /// Ready and starting replica-ticks and the price of changes.
    package var cost: [Double]
    /// Ready replica-ticks.
    package var ready: [Double]
    /// Unserved load in replica-ticks.
    package var loss: [Double]
    /// Ticks in each regime, `[regimes]`.
    package var ticks: [Double]

    package init() {
      let cells = RungShadows.regimes * Rung.all.count
      cost = [Double](repeating: 0, count: cells)
      ready = cost
      loss = cost
      ticks = [Double](repeating: 0, count: RungShadows.regimes)
    }

    mutating func clear() {
      for cell in cost.indices {
        cost[cell] = 0
        ready[cell] = 0
        loss[cell] = 0
      }
      for regime in ticks.indices { ticks[regime] = 0 }
    }
  }

  private let limits: ReplicaLimits
  private let timing: ScalingTiming
  private let positions: [Float]
  private var pools: [ReplicaPool]
  private var autoscaler: HorizontalPodAutoscaler
  private var baseTargets: [Int]
  private var readyThen: [Int]
  private var regimeThen: [Int]
  private var tick = 0

  package init(limits: ReplicaLimits, timing: ScalingTiming, ready: Int) {
    let rungs = Rung.all.count
    self.limits = limits
    self.timing = timing
    positions = Rung.bases.map { LoadQuantiles.position(of: $0.level) }
    pools = [ReplicaPool](repeating: ReplicaPool(ready: ready, startupTicks: timing.startupTicks), count: rungs)
    autoscaler = HorizontalPodAutoscaler(limits: limits)
    targets = [Int](repeating: ready, count: rungs)
    baseTargets = [Int](repeating: 0, count: Rung.bases.count * Rung.longestHold)
    readyThen = [Int](repeating: ready, count: rungs * (timing.lagTicks + 1))
    regimeThen = [Int](repeating: 0, count: timing.startupTicks + timing.lagTicks + 1)
    block = Block()
  }

  /// Runs one tick of every shadow.
  ///
  /// - Parameters:
  ///   - load: The newest load, of `lagTicks` ago, in replicas' worth, not NaN.
  ///   - timestamp: Seconds.
  package mutating func step(load: Float, forecast: LoadQuantiles, regime: Regime, timestamp: Double) {
    setTargets(load, forecast)
    let rungs = targets.count
    regimeThen[tick % regimeThen.count] = regime.index
    let ordered = regimeThen[max(0, tick - timing.startupTicks) % regimeThen.count] * rungs
    let seen = tick >= timing.lagTicks ? tick - timing.lagTicks : nil
    let seenOrdered = seen.map { regimeThen[max(0, $0 - timing.startupTicks) % regimeThen.count] * rungs }
    let nowSlot = tick % (timing.lagTicks + 1) * rungs
    block.ticks[ordered / rungs] += 1
    for rung in 0..<rungs {
      pools[rung].advance()
      if rung == Rung.hpa { setHPATarget(load, timestamp) }
      let change = pools[rung].scale(to: targets[rung])
      let ready = pools[rung].ready
      let cost = Double(ready + pools[rung].starting) + Self.churnPrice * Double(abs(change))
      block.cost[ordered + rung] += cost
      block.ready[ordered + rung] += Double(ready)
      readyThen[nowSlot + rung] = ready
      if let seen, let seenOrdered {
        let readyAtLoad = readyThen[seen % (timing.lagTicks + 1) * rungs + rung]
        block.loss[seenOrdered + rung] += Double(max(0, load - Float(readyAtLoad)))
      }
    }
    tick += 1
  }

  /// Begins a new block.
  package mutating func clearBlock() { block.clear() }

  private mutating func setTargets(_ load: Float, _ forecast: LoadQuantiles) {
    let bases = Rung.bases.count
    let row = tick % Rung.longestHold
    for base in 0..<bases {
      let wanted = max(
        load * (1 + Float(Rung.bases[base].headroom)), forecast.load(atPosition: positions[base]))
      baseTargets[row * bases + base] = limits.replicas(serving: wanted)
    }
    for base in 0..<bases {
      for (index, hold) in Rung.holds.enumerated() {
        var largest = 0
        for age in 0..<min(hold, tick + 1) {
          let heldRow = (tick - age) % Rung.longestHold
          largest = max(largest, baseTargets[heldRow * bases + base])
        }
        targets[base * Rung.holds.count + index] = largest
      }
    }
  }

  private mutating func setHPATarget(_ load: Float, _ timestamp: Double) {
    let pool = pools[Rung.hpa]
    let utilization = min(1, Double(load) / Double(max(1, pool.ready)))
    let recommended = autoscaler.replicas(
      ratio: utilization / 0.7, ready: pool.ready, notReady: pool.starting, current: pool.ready + pool.starting)
    targets[Rung.hpa] = autoscaler.settle(
      recommended, current: pool.ready + pool.starting, timestamp: timestamp)
  }
}
