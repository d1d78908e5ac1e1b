/// "Forecast only": the same forecast quantile always, held for four ticks, with nothing learned about it.
///
///     target = max over the last 4 ticks of  max(⌈v⌉, ⌈Q(level)⌉)
///
/// v is the newest load and Q the forecast quantile, both in replicas' worth. While there is no forecast the HPA
/// acts. It is the measure of what the learned policy adds.
///
/// - Complexity: O(1) a tick. Does not allocate.
public struct QuantileRulePolicy: ScalingPolicy {
  private let level: Double
  private let limits: ReplicaLimits
  private var fallback: HorizontalPodAutoscalerPolicy
  /// The targets of the last four ticks; 0 where there was no forecast.
  private var targets = SIMD4<Int>(repeating: 0)
  private var tick = 0

  /// - Precondition: `level` is in 0.5...0.997.
  public init(level: Double, limits: ReplicaLimits) {
    precondition(LoadQuantiles.levels.contains(level), "the quantile of level \(level)")
    self.level = level
    self.limits = limits
    fallback = HorizontalPodAutoscalerPolicy(limits: limits)
  }

  public mutating func decide(_ input: ScalingInput) -> ScalingRecommendation {
    // The HPA sees every tick, so that its stabilization window is warm when it has to act.
    let reactive = fallback.decide(input)
    tick = (tick + 1) % targets.scalarCount
    targets[tick] = 0
    guard let forecast = input.forecast, input.load.isFinite else { return reactive }
    let quantile = forecast.load(at: level)
    targets[tick] = limits.replicas(serving: max(input.load, quantile))
    return ScalingRecommendation(
      replicas: targets.max(), policy: .quantile(level: level),
      reason: .quantile(level: level, forecast: Double(quantile), load: Double(input.load)))
  }
}
