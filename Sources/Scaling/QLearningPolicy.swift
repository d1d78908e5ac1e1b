/// The learned policy: a Q table over (regime × rung) picks which forecast quantile, headroom and hold to follow.
///
/// Each tick every rung runs in a shadow cluster; each block of 80 ticks the table learns from all of
/// them and chooses a rung per regime, within the HPA's own budget (see `RungTable.choose`). What is
/// done in a tick is the rung of the tick's regime, never less than what the load demands now, and more when
/// replicas have become smaller (see `CapacityLoss`). While there is no forecast, the HPA acts.
public struct QLearningPolicy: ScalingPolicy, Codable {
  private static let blockTicks = 80
  /// Seconds of shadows before the table is trusted.
  private static let trustSeconds = 4.0 * 3_600

  /// The price of unserved load.
  public let mode: Mode
  /// What was learned from this workload so far.
  public private(set) var table: RungTable
  /// What was learned before, elsewhere or offline; it acts until `table` can.
  public var prior: RungTable?

  private let limits: ReplicaLimits
  private let timing: ScalingTiming
  private let tickSeconds: Double
  private var regimes: RegimeTracker
  private var shadows: RungShadows
  private var hasForecast = false
  private var chosen: [Int]
  private var ticksInBlock = 0
  private var fallback: HorizontalPodAutoscalerPolicy
  private var capacityLoss: CapacityLoss

  public init(mode: Mode, limits: ReplicaLimits, tickSeconds: Double, timing: ScalingTiming) {
    self.mode = mode
    self.limits = limits
    self.timing = timing
    self.tickSeconds = tickSeconds
    table = RungTable(blockSeconds: Double(Self.blockTicks) * tickSeconds)
    regimes = RegimeTracker(tickSeconds: tickSeconds)
    shadows = RungShadows(limits: limits, timing: timing, ready: max(1, limits.minimum))
    chosen = [Int](repeating: Rung.initial, count: Regime.allCases.count)
    fallback = HorizontalPodAutoscalerPolicy(limits: limits)
    capacityLoss = CapacityLoss(lagTicks: timing.lagTicks)
  }

  public mutating func decide(_ input: ScalingInput) -> ScalingRecommendation {
    // The HPA sees every tick, so that its stabilization window is warm when it has to act.
    let reactive = fallback.decide(input)
    let lost = capacityLoss.share(input)
    guard let forecast = input.forecast, input.load.isFinite else { return reactive }
    let regime = regimes.regime(of: forecast)
    if !hasForecast {
      hasForecast = true
      shadows = RungShadows(limits: limits, timing: timing, ready: max(1, input.ready))
      if let prior, isTrusted(prior) { choose(from: prior) }
    }
    shadows.step(load: input.load, forecast: forecast, regime: regime, timestamp: input.timestamp)
    let rung = chosen[regime.index]
    let target = shadows.targets[rung]
    ticksInBlock += 1
    if ticksInBlock == Self.blockTicks { endBlock() }

    let needed = max(target, limits.replicas(serving: input.load))
    let replicas = lost > 0 ? limits.replicas(serving: Float(needed) / (1 - lost)) : limits.clamp(needed)
    let shares = knowledge.map { $0.shares(of: rung) }
    return ScalingRecommendation(
      replicas: replicas, policy: .tidegate(mode),
      reason: .rung(
        DecisionReason.RungReason(
          regime: regime, rung: Rung.all[rung], forecast: Double(forecast.load(at: Rung.all[rung].level)),
          load: Double(input.load), costShare: shares?.cost, lossShare: shares?.loss, capacityLost: Double(lost))))
  }

  /// The table that decides at present, if any is trusted.
  private var knowledge: RungTable? {
    isTrusted(table) ? table : prior.flatMap { isTrusted($0) ? $0 : nil }
  }

  private func isTrusted(_ table: RungTable) -> Bool {
    table.weight * Double(Self.blockTicks) * tickSeconds >= Self.trustSeconds
  }

  private mutating func endBlock() {
    ticksInBlock = 0
    table.learn(shadows.block)
    shadows.clearBlock()
    if isTrusted(table) { choose(from: table) }
  }

  private mutating func choose(from table: RungTable) { table.choose(mode, current: &chosen) }
}
