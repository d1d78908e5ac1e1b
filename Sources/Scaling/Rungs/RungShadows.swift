/// Every rung and the HPA, each in a cluster of its own that never existed, under the load that did.
///
/// The load does not depend on the replicas, so what each rung would have cost and left unserved is
/// known without trying it. Costs are counted at once, unserved load once the tick's load is known;
/// both in the regime of the tick at which the replicas in question had to be ordered. (This holds
/// while unserved requests are not sent again.)
///
/// The clusters are `ReplicaPool`s, kept side by side in arrays.
///
/// - Complexity: O(rungs) a tick. Does not allocate after `init`.
package struct RungShadows: Sendable, Codable {
  /// What a changed replica costs, in replica-ticks.
  package static let churnPrice: Float = 0.2
  package static let regimes = Regime.allCases.count
  /// A near miss would have been a loss under so many times the load; what it counts beside the loss itself.
  private static let nearMiss: Float = 1.1
  private static let nearMissShare: Float = 0.2

  /// The replicas that each rung asks for in the current tick, `[rungs]`.
  @Packed package private(set) var targets: [Int32]
  /// Sums since the last `clearBlock`.
  package private(set) var block = Block()

  /// Sums over the ticks of one block.
  package struct Block: Sendable, Codable {
    /// `[regimes · rungs]`
    @Packed package var outcomes: [RungOutcome]
    /// Ticks in each regime, `[regimes]`.
    @Packed package var ticks: [Float]
    /// The fewest replicas that serve the load, and the load, summed over the ticks.
    package var demand: Float = 0
    package var load: Float = 0
    /// The largest load of a tick.
    package var largestLoad: Float = 0

    package init() {
      outcomes = [RungOutcome](repeating: .zero, count: RungShadows.regimes * Rung.all.count)
      ticks = [Float](repeating: 0, count: RungShadows.regimes)
    }

    mutating func clear() {
      for cell in outcomes.indices { outcomes[cell] = .zero }
      for regime in ticks.indices { ticks[regime] = 0 }
      demand = 0
      load = 0
      largestLoad = 0
    }
  }

  private let limits: ReplicaLimits
  private let timing: ScalingTiming
  @Packed private var positions: [Float]
  /// `[rungs]` each.
  @Packed private var ready: [Int32]
  @Packed private var starting: [Int32]
  /// Replicas that become ready in a tick, `[startupTicks + 1, rungs]`.
  @Packed private var due: [Int32]
  private var autoscaler: HorizontalPodAutoscaler
  /// Targets of the last ticks before holding, `[longestHold, bases]`.
  @Packed private var baseTargets: [Float]
  /// The largest of them over each hold, `[holds, bases]`.
  @Packed private var held: [Float]
  /// `[lagTicks + 1, rungs]`
  @Packed private var readyThen: [Int32]
  @Packed private var regimeThen: [UInt8]
  private var tick = 0

  package init(limits: ReplicaLimits, timing: ScalingTiming, ready: Int) {
    let rungs = Rung.all.count
    self.limits = limits
    self.timing = timing
    positions = Rung.bases.map { LoadQuantiles.position(of: $0.level) }
    autoscaler = HorizontalPodAutoscaler(limits: limits)
    targets = [Int32](repeating: Int32(clamping: ready), count: rungs)
    self.ready = [Int32](repeating: Int32(clamping: ready), count: rungs)
    starting = [Int32](repeating: 0, count: rungs)
    due = [Int32](repeating: 0, count: (timing.startupTicks + 1) * rungs)
    baseTargets = [Float](repeating: 0, count: Rung.longestHold * Rung.bases.count)
    held = [Float](repeating: 0, count: Rung.holds.count * Rung.bases.count)
    readyThen = [Int32](repeating: Int32(clamping: ready), count: (timing.lagTicks + 1) * rungs)
    regimeThen = [UInt8](repeating: 0, count: timing.startupTicks + timing.lagTicks + 1)
  }

  /// Runs one tick of every shadow.
  ///
  /// - Parameters:
  ///   - load: The newest load, of `lagTicks` ago, in replicas' worth, not NaN.
  ///   - timestamp: Seconds.
  package mutating func step(load: Float, forecast: LoadQuantiles, regime: Regime, timestamp: Double) {
    let rungs = targets.count
    regimeThen[tick % regimeThen.count] = UInt8(regime.index)
    let ordered = Int(regimeThen[max(0, tick - timing.startupTicks) % regimeThen.count])
    let seen = tick - timing.lagTicks
    let seenOrdered = Int(regimeThen[max(0, seen - timing.startupTicks) % regimeThen.count])
    let now = tick % (timing.lagTicks + 1) * rungs
    let then = max(0, seen) % (timing.lagTicks + 1) * rungs
    block.ticks[ordered] += 1
    block.demand += Float(max(1, limits.replicas(serving: load)))
    block.load += load
    block.largestLoad = max(block.largestLoad, load)
    becomeReady()
    setTargets(load, forecast)
    setHPATarget(load, timestamp)
    for rung in 0..<rungs {
      let change = scale(rung)
      block.outcomes[ordered * rungs + rung].lanes += SIMD4(
        Float(ready[rung] + starting[rung]) + Self.churnPrice * Float(abs(change)), Float(ready[rung]), 0,
        change == 0 ? 0 : 1)
      readyThen[now + rung] = ready[rung]
      if seen >= 0 {
        block.outcomes[seenOrdered * rungs + rung].lanes[2] += Self.loss(load, on: Float(readyThen[then + rung]))
      }
    }
    tick += 1
  }

  /// What is left unserved of a load, a fifth of it as if the load were a tenth larger, in replicas' worth.
  ///
  /// Losses are rare, and of many rungs the cheapest that lost little is often one that was lucky. Near misses are not
  /// as rare, and tell them apart.
  package static func loss(_ load: Float, on ready: Float) -> Float {
    (1 - nearMissShare) * max(0, load - ready) + nearMissShare * max(0, load * nearMiss - ready)
  }

  /// Begins a new block.
  package mutating func clearBlock() { block.clear() }

  private mutating func becomeReady() {
    guard tick > 0, timing.startupTicks > 0 else { return }
    let rungs = targets.count
    let row = tick % (timing.startupTicks + 1) * rungs
    for rung in 0..<rungs {
      ready[rung] += due[row + rung]
      starting[rung] -= due[row + rung]
      due[row + rung] = 0
    }
  }

  /// Turns the orders of one rung into replicas as `ReplicaPool.scale` does; returns by how many the number changed.
  private mutating func scale(_ rung: Int) -> Int32 {
    let before = ready[rung] + starting[rung]
    let wanted = targets[rung]
    guard wanted != before else { return 0 }
    let rungs = targets.count
    let rows = timing.startupTicks + 1
    if wanted > before {
      if timing.startupTicks == 0 {
        ready[rung] += wanted - before
      } else {
        due[(tick + timing.startupTicks) % rows * rungs + rung] += wanted - before
        starting[rung] += wanted - before
      }
    } else {
      var excess = before - wanted
      var age = 0
      while age < timing.startupTicks, excess > 0, starting[rung] > 0 {
        let slot = (tick + timing.startupTicks - age) % rows * rungs + rung
        let cancelled = min(excess, due[slot])
        due[slot] -= cancelled
        starting[rung] -= cancelled
        excess -= cancelled
        age += 1
      }
      ready[rung] = max(min(1, ready[rung]), ready[rung] - excess)
    }
    return ready[rung] + starting[rung] - before
  }

  private mutating func setTargets(_ load: Float, _ forecast: LoadQuantiles) {
    let bases = Rung.bases.count
    let forms = Rung.forms
    let all = Rung.all
    let row = tick % Rung.longestHold * bases
    for base in 0..<bases {
      baseTargets[row + base] = max(
        load * Float(1 + Rung.bases[base].headroom), forecast.load(atPosition: positions[base]))
      held[base] = baseTargets[row + base]
    }
    var age = 1
    for (slot, hold) in Rung.holds.enumerated() {
      // Each hold goes on from the maxima of the one before.
      let from = max(0, slot - 1) * bases
      let to = slot * bases
      if slot > 0 { for base in 0..<bases { held[to + base] = held[from + base] } }
      while age < min(hold, tick + 1) {
        let row = (tick - age) % Rung.longestHold * bases
        for base in 0..<bases {
          let before = baseTargets[row + base]
          held[to + base] = before > held[to + base] ? before : held[to + base]
        }
        age += 1
      }
    }
    var rung = 0
    for base in 0..<bases {
      for form in forms {
        targets[rung] = Int32(
          all[rung].replicas(
            serving: held[form.holdIndex * bases + base], current: Int(targets[rung]), limits: limits))
        rung += 1
      }
    }
  }

  private mutating func setHPATarget(_ load: Float, _ timestamp: Double) {
    let ready = Int(ready[Rung.hpa])
    let current = ready + Int(starting[Rung.hpa])
    let utilization = min(1, Double(load) / Double(max(1, ready)))
    let recommended = autoscaler.replicas(
      ratio: utilization / 0.7, ready: ready, notReady: current - ready, current: current)
    targets[Rung.hpa] = Int32(autoscaler.settle(recommended, current: current, timestamp: timestamp))
  }
}
