/// The Kubernetes HPA on CPU utilization, or on requests per replica as KEDA drives it.
public struct HorizontalPodAutoscalerPolicy: ScalingPolicy, Codable {
  /// What the target is a share of.
  public enum Metric: String, Sendable, Codable {
    /// Mean CPU utilization of the ready replicas.
    case cpu
    /// Requests per replica asked for, as an external metric of type AverageValue.
    case requests
  }

  public let kind: PolicyKind
  private let target: Double
  private let metric: Metric
  private var autoscaler: HorizontalPodAutoscaler

  /// - Parameters:
  ///   - targetPercent: The utilization to keep, in percent.
  public init(targetPercent: Int = 70, metric: Metric = .cpu, limits: ReplicaLimits) {
    kind = metric == .cpu ? .hpa(targetPercent: targetPercent) : .keda
    target = Double(targetPercent) / 100
    self.metric = metric
    autoscaler = HorizontalPodAutoscaler(limits: limits)
  }

  public mutating func decide(_ input: ScalingInput) -> ScalingRecommendation {
    let value: Double
    let recommended: Int
    let name: DecisionReason.MetricName
    switch metric {
    case .cpu:
      name = .cpu
      value = Double(input.utilization)
      guard !value.isNaN else { return keep(input, .noMetric(.cpu)) }
      recommended = autoscaler.replicas(
        ratio: value / target, ready: input.ready, notReady: input.starting, current: input.current)
    case .requests:
      name = .requests
      guard !input.load.isNaN else { return keep(input, .noMetric(.requests)) }
      value = Double(input.load) / Double(max(1, input.current))
      recommended =
        autoscaler.isTolerable(value / target)
        ? input.current : ReplicaLimits.ceiling(Double(input.load) / target)
    }
    let replicas = autoscaler.settle(recommended, current: input.current, timestamp: input.timestamp)
    let reason: DecisionReason =
      autoscaler.isTolerable(value / target)
      ? .withinTolerance(metric: name, value: value, target: target)
      : replicas > autoscaler.limits.clamp(recommended)
        ? .stabilized(metric: name, value: value, target: target, recommended: recommended)
        : .target(metric: name, value: value, target: target, recommended: recommended)
    return ScalingRecommendation(replicas: replicas, policy: kind, reason: reason)
  }

  private func keep(_ input: ScalingInput, _ reason: DecisionReason) -> ScalingRecommendation {
    ScalingRecommendation(replicas: autoscaler.limits.clamp(input.current), policy: kind, reason: reason)
  }
}
