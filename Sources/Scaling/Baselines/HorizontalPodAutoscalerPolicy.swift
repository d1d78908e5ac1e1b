/// The Kubernetes HPA on CPU utilization, on requests per replica, or on both.
///
/// - CPU is a resource metric: the mean over the ready and measured pods; pods that start or have no
///   metric count against the direction of the change.
/// - Requests are an external metric of type AverageValue: they are divided by the target, whatever
///   of the pods asked for is ready.
/// - Of several metrics the largest result wins. While one is missing, the number may rise and not fall.
/// - Without any metric nothing changes, and no recommendation is remembered.
/// - Zero replicas need a metric that is there without them: on CPU alone one stays.
///
/// - SeeAlso: ``HorizontalPodAutoscaler``, which holds the calculation, the windows and the rates;
///   Kubernetes, `computeReplicasForMetrics` in `horizontal.go`.
public struct HorizontalPodAutoscalerPolicy: ScalingPolicy, Codable {
  public let kind: PolicyKind
  private let target: Double
  private let metrics: [DecisionReason.MetricName]
  private var autoscaler: HorizontalPodAutoscaler

  /// What one metric asks for.
  private struct Proposal {
    let metric: DecisionReason.MetricName
    /// In shares of a replica, as the target.
    let value: Double
    let replicas: Int
  }

  /// - Parameters:
  ///   - targetPercent: The share of a replica to use, in percent, by every metric.
  ///   - metrics: At least one.
  ///   - autoscaler: Limits, tolerances, windows and rates.
  public init(
    targetPercent: Int = 70, metrics: [DecisionReason.MetricName], autoscaler: HorizontalPodAutoscaler
  ) {
    precondition(!metrics.isEmpty, "the HPA needs a metric")
    kind = .hpa(targetPercent: targetPercent)
    target = Double(targetPercent) / 100
    self.metrics = metrics
    self.autoscaler = autoscaler
  }

  /// The HPA with the default behavior.
  public init(
    targetPercent: Int = 70, metrics: [DecisionReason.MetricName] = [.cpu], limits: ReplicaLimits
  ) {
    self.init(
      targetPercent: targetPercent, metrics: metrics, autoscaler: HorizontalPodAutoscaler(limits: limits))
  }

  public mutating func decide(_ input: ScalingInput) -> ScalingRecommendation {
    var largest: Proposal?
    var missing: DecisionReason.MetricName?
    for metric in metrics {
      guard let proposal = proposal(metric, input) else {
        missing = missing ?? metric
        continue
      }
      if proposal.replicas > largest?.replicas ?? -1 { largest = proposal }
    }
    guard let largest, missing == nil || largest.replicas >= input.current else {
      return answer(input.current, .noMetric(missing ?? .cpu))
    }
    let (metric, value, recommended) = (largest.metric, largest.value, largest.replicas)
    let replicas = autoscaler.settle(recommended, current: input.current, timestamp: input.timestamp)
    if autoscaler.isTolerable(value / target) {
      return answer(replicas, .withinTolerance(metric: metric, value: value, target: target))
    }
    return answer(
      replicas,
      replicas > autoscaler.limits.clamp(recommended)
        ? .stabilized(metric: metric, value: value, target: target, recommended: recommended)
        : .target(metric: metric, value: value, target: target, recommended: recommended))
  }

  /// What a metric asks for; nil when it is missing.
  private func proposal(_ metric: DecisionReason.MetricName, _ input: ScalingInput) -> Proposal? {
    switch metric {
    case .cpu:
      let missing = min(max(0, input.unmeasured), input.ready)
      let value = Double(input.utilization)
      guard input.ready > missing, !value.isNaN else { return nil }
      return Proposal(
        metric: metric, value: value,
        replicas: autoscaler.replicas(
          ratio: value / target, ready: input.ready - missing, notReady: input.starting, missing: missing,
          missingRatio: 1 / target, current: input.current))
    case .requests:
      let load = Double(input.load)
      guard !load.isNaN else { return nil }
      let value = load / Double(max(1, input.current))
      let isKept = input.current > 0 && autoscaler.isTolerable(value / target)
      return Proposal(
        metric: metric, value: value, replicas: isKept ? input.current : ReplicaLimits.ceiling(load / target))
    }
  }

  private func answer(_ replicas: Int, _ reason: DecisionReason) -> ScalingRecommendation {
    let least = metrics.contains(.requests) ? 0 : 1
    return ScalingRecommendation(
      replicas: max(least, autoscaler.limits.clamp(replicas)), policy: kind, reason: reason)
  }
}
