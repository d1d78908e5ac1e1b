/// KEDA: its operator between none and one, the HPA on requests per replica (AverageValue) above.
///
/// - Every 30 s the trigger is polled; a load above zero is active.
/// - None run and the trigger is active: one is started, and the HPA goes on from there. While none
///   run the HPA is switched off.
/// - The trigger has not been active for 300 s: all stop. The cooldown is for this last step only;
///   from many to one the HPA's window holds. A trigger that never was active is not waited for.
/// - A minimum of 1 or more leaves everything to the HPA.
/// - After three failures in a row a metric that is missing is replaced by target · fallback replicas,
///   if such a number is set. Without one a missing metric changes nothing, not even to zero.
///
/// A poll is taken at the first tick that is 30 s after the last one. Scaling modifiers and idle
/// replicas are left out.
///
/// - SeeAlso: KEDA, *ScaledObject specification*; `scale_scaledobjects.go`, `fallback.go`.
public struct KEDAPolicy: ScalingPolicy {
  private static let targetPercent = 70
  private static let target = Double(targetPercent) / 100
  private static let pollingSeconds = 30.0
  private static let cooldownSeconds = 300.0
  private static let failureThreshold = 3

  private let limits: ReplicaLimits
  private let fallbackReplicas: Int?
  private var autoscaler: HorizontalPodAutoscalerPolicy
  private var failures = 0
  private var lastPoll: Double?
  private var lastActive: Double?

  /// - Parameter fallbackReplicas: What a metric that stays missing is taken to ask for; nil for no fallback.
  public init(limits: ReplicaLimits, fallbackReplicas: Int? = nil) {
    self.limits = limits
    self.fallbackReplicas = fallbackReplicas
    autoscaler = HorizontalPodAutoscalerPolicy(
      targetPercent: Self.targetPercent, metrics: [.requests],
      limits: ReplicaLimits(minimum: max(1, limits.minimum), maximum: limits.maximum))
  }

  public mutating func decide(_ input: ScalingInput) -> ScalingRecommendation {
    var input = input
    var fallback: DecisionReason?
    failures = input.load.isNaN ? failures + 1 : 0
    if failures > Self.failureThreshold, let fallbackReplicas {
      input.load = Float(Self.target * Double(fallbackReplicas))
      fallback = .fallback(.requests, replicas: fallbackReplicas)
    }
    var answer = step(between: poll(input), input) ?? autoscaler.decide(input)
    answer.policy = .keda
    answer.reason = fallback ?? answer.reason
    return answer
  }

  /// Whether the trigger is active; nil when this tick does not ask or there is no answer.
  private mutating func poll(_ input: ScalingInput) -> Bool? {
    let now = input.timestamp
    // A clock that was set back asks at once, and what was active then is active now.
    if let lastPoll, (lastPoll..<lastPoll + Self.pollingSeconds).contains(now) { return nil }
    lastPoll = now
    guard !input.load.isNaN else { return nil }
    lastActive = input.load > 0 ? now : lastActive.map { min($0, now) }
    return input.load > 0
  }

  /// The operator's step between none and one; nil where the HPA decides.
  private func step(between isActive: Bool?, _ input: ScalingInput) -> ScalingRecommendation? {
    guard limits.minimum == 0 else { return nil }
    let load = Double(input.load)
    func answer(_ replicas: Int, _ reason: DecisionReason) -> ScalingRecommendation {
      ScalingRecommendation(replicas: replicas, policy: .keda, reason: reason)
    }
    switch (input.current, isActive) {
    case (0, true):
      return answer(1, .target(metric: .requests, value: load, target: Self.target, recommended: 1))
    case (0, _) where load.isNaN: return answer(0, .noMetric(.requests))
    case (0, _) where load > 0: return answer(0, .waiting(metric: .requests, value: load, target: Self.target))
    case (0, _),
      (_, false) where input.timestamp - (lastActive ?? -.infinity) >= Self.cooldownSeconds:
      return answer(0, .target(metric: .requests, value: 0, target: Self.target, recommended: 0))
    default: return nil
    }
  }
}
