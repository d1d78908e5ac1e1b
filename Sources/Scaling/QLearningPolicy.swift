/// The learned policy: a Q table over (regime × rung) picks which forecast quantile, headroom and dead band to follow.
///
/// Each tick every rung runs in a shadow cluster; each block of 80 ticks the table learns from all of them, and a rung per
/// regime is searched, within the HPA's own budget (see `RungSearch`). What is done in a tick is the rung of the tick's
/// regime, never less than what the load demands now, and more when replicas have become smaller (see
/// `CapacityLoss`). The HPA acts while there is no forecast, and until the rungs have beaten it in shadow (see
/// `Promotion`).
public struct QLearningPolicy: ScalingPolicy, Codable {
  private static let blockTicks = 80
  /// Seconds of shadows before the table is trusted.
  private static let trustSeconds = 4.0 * 3_600
  /// Ticks for which a regime is kept against a calmer one.
  private static let regimeHold = 8

  /// The price of unserved load.
  public let mode: Mode
  /// Whether the table has a row per regime, or one for all.
  public let usesRegimes: Bool
  /// What was learned from this workload so far.
  public private(set) var table: RungTable
  /// What was learned of this workload before, as by `train policy`; it acts until `table` can.
  public var prior: RungTable?

  private let limits: ReplicaLimits
  private let timing: ScalingTiming
  private let tickSeconds: Double
  private var regimes: RegimeTracker
  private var regime = Regime.calm
  private var regimeTicks = 0
  private var shadows: RungShadows
  private var realized = RealizedCost()
  private var search = RungSearch()
  private var finding: RungSearch.Finding?
  private var hasForecast = false
  private var ticksInBlock = 0
  /// The loads to serve of the last ticks, as the rungs that were followed saw them.
  @Packed private var targets: [Float]
  @Packed private var readyThen: [Int32]
  private var tick = 0
  private var fallback: HorizontalPodAutoscalerPolicy
  private var capacityLoss: CapacityLoss

  /// - Parameter usesRegimes: False for one row of the table for all ticks, to show what the regimes add.
  public init(
    mode: Mode, usesRegimes: Bool = true, limits: ReplicaLimits, tickSeconds: Double, timing: ScalingTiming
  ) {
    self.mode = mode
    self.usesRegimes = usesRegimes
    self.limits = limits
    self.timing = timing
    self.tickSeconds = tickSeconds
    table = RungTable(blockSeconds: Double(Self.blockTicks) * tickSeconds)
    regimes = RegimeTracker(tickSeconds: tickSeconds)
    shadows = RungShadows(limits: limits, timing: timing, ready: max(1, limits.minimum))
    targets = [Float](repeating: 0, count: Rung.longestHold)
    readyThen = [Int32](repeating: 0, count: timing.lagTicks + 1)
    fallback = HorizontalPodAutoscalerPolicy(limits: limits)
    capacityLoss = CapacityLoss(lagTicks: timing.lagTicks)
  }

  public mutating func decide(_ input: ScalingInput) -> ScalingRecommendation {
    // The HPA sees every tick, so that its stabilization window is warm when it has to act.
    var answer = fallback.decide(input)
    let lost = capacityLoss.share(input)
    guard let forecast = input.forecast, input.load.isFinite else {
      answer.promotion = promotion
      return answer
    }
    if !hasForecast { begin(input) }
    setRegime(of: forecast)
    shadows.step(load: input.load, forecast: forecast, regime: regime, timestamp: input.timestamp)
    let promotion = promotion
    if let rungs = promoted {
      answer = follow(Rung.all[Int(rungs[regime.index])], input, forecast, promotion, lost: lost)
    } else {
      targets[tick % Rung.longestHold] = input.load
    }
    answer.promotion = promotion
    record(input, asked: answer.replicas)
    learn()
    return answer
  }

  /// The rungs in use; nil while the HPA acts.
  private var promoted: SIMD4<Int32>? { finding.flatMap { $0.isBetter ? $0.rungs : nil } }

  private var promotion: Promotion {
    let shares = finding?.shares
    return Promotion(
      state: promoted == nil ? .shadowing : .promoted,
      hours: table.weight * Double(Self.blockTicks) * tickSeconds / 3_600,
      costShare: shares.flatMap { $0[0].isFinite ? Double($0[0]) : nil },
      lossShare: shares.flatMap { $0[2].isFinite ? Double($0[2]) : nil })
  }

  private func isTrusted(_ table: RungTable) -> Bool {
    table.weight * Double(Self.blockTicks) * tickSeconds >= Self.trustSeconds
  }

  /// The first tick with a forecast.
  private mutating func begin(_ input: ScalingInput) {
    hasForecast = true
    shadows = RungShadows(limits: limits, timing: timing, ready: max(1, input.ready))
    if let prior, isTrusted(prior) { finding = RungSearch.run(mode, in: prior, correcting: realized) }
  }

  /// A regime gives way to a less certain one at once, and to a calmer one after some ticks.
  private mutating func setRegime(of forecast: LoadQuantiles) {
    let now = usesRegimes ? regimes.regime(of: forecast) : .calm
    regimeTicks += 1
    guard now.index >= regime.index || regimeTicks > Self.regimeHold else { return }
    regime = now
    regimeTicks = 0
  }

  private mutating func follow(
    _ rung: Rung, _ input: ScalingInput, _ forecast: LoadQuantiles, _ promotion: Promotion, lost: Float
  ) -> ScalingRecommendation {
    let quantile = forecast.load(at: rung.level)
    targets[tick % Rung.longestHold] = max(input.load * Float(1 + rung.headroom), quantile)
    var held: Float = 0
    for age in 0..<min(rung.hold, tick + 1) { held = max(held, targets[(tick - age) % Rung.longestHold]) }
    let wanted = rung.replicas(serving: held, current: input.current, limits: limits)
    let needed = max(wanted, limits.replicas(serving: input.load))
    let replicas = lost > 0 ? limits.replicas(serving: Float(needed) / (1 - lost)) : limits.clamp(needed)
    return ScalingRecommendation(
      replicas: replicas, policy: usesRegimes ? .tidegate(mode) : .rungs(mode),
      reason: .rung(
        DecisionReason.RungReason(
          regime: regime, rung: rung, forecast: Double(quantile), load: Double(input.load),
          costShare: promotion.costShare, lossShare: promotion.lossShare, capacityLost: Double(lost))))
  }

  /// Counts what the cluster costs after this decision, and what it left unserved when the load was measured.
  private mutating func record(_ input: ScalingInput, asked: Int) {
    let ready = timing.startupTicks == 0 ? asked : min(input.ready, asked)
    let slots = timing.lagTicks + 1
    readyThen[tick % slots] = Int32(clamping: ready)
    let then = tick - timing.lagTicks
    realized.record(
      cost: Float(asked) + RungShadows.churnPrice * Float(abs(asked - input.current)), ready: Float(ready),
      loss: then >= 0 ? RungShadows.loss(input.load, on: Float(readyThen[then % slots])) : 0,
      changes: asked == input.current ? 0 : 1)
    tick += 1
  }

  private mutating func learn() {
    ticksInBlock += 1
    // The last candidate is tried with the block's last tick: other rungs are followed from a block's first tick on.
    var found: RungSearch.Finding?
    if isTrusted(table), ticksInBlock > Self.blockTicks - RungSearch.candidates {
      found = search.advance(mode, in: table, current: promoted, correcting: realized)
    }
    guard ticksInBlock == Self.blockTicks else { return }
    ticksInBlock = 0
    if let rate = table.learn(shadows.block) {
      realized.learn(shadows.block, following: promoted, mode: mode, rate: Float(rate))
    } else {
      realized.clearBlock()
    }
    if let found { finding = found }
    shadows.clearBlock()
    search = RungSearch()
  }
}
