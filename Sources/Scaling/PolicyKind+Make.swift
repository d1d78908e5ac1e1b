extension PolicyKind {
  /// A policy of this kind that has seen nothing yet.
  ///
  /// - Parameters:
  ///   - limits: The fewest and most replicas.
  ///   - tickSeconds: Seconds between two decisions.
  ///   - timing: How long metrics and replicas take, in ticks.
  public func make(limits: ReplicaLimits, tickSeconds: Double, timing: ScalingTiming) -> any ScalingPolicy {
    switch self {
    case .tidegate(let mode): QLearningPolicy(mode: mode, limits: limits, tickSeconds: tickSeconds, timing: timing)
    case .rungs(let mode):
      QLearningPolicy(mode: mode, usesRegimes: false, limits: limits, tickSeconds: tickSeconds, timing: timing)
    case .quantile(let level): QuantileRulePolicy(level: level, limits: limits)
    case .hpa(let target): HorizontalPodAutoscalerPolicy(targetPercent: target, limits: limits)
    case .keda: KEDAPolicy(limits: limits)
    case .knative: KnativePolicy(limits: limits, tickSeconds: tickSeconds)
    case .aws: TargetTrackingPolicy(limits: limits, tickSeconds: tickSeconds)
    case .schedule: SchedulePolicy(limits: limits, tickSeconds: tickSeconds)
    case .fixed(let replicas): FixedPolicy(replicas: replicas, limits: limits)
    }
  }
}

/// How long metrics and replicas take to arrive, in ticks.
public struct ScalingTiming: Sendable, Hashable, Codable {
  /// From a load to the tick that sees it.
  public let lagTicks: Int
  /// From an order to a ready replica.
  public let startupTicks: Int

  /// - Precondition: both are at least 0.
  public init(lagTicks: Int, startupTicks: Int) {
    precondition(lagTicks >= 0 && startupTicks >= 0, "a lag of \(lagTicks) and start-up of \(startupTicks) ticks")
    self.lagTicks = lagTicks
    self.startupTicks = startupTicks
  }
}
