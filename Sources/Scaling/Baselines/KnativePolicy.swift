import Features

/// The Knative pod autoscaler: a stable window of 60 s and a panic window of 6 s.
///
/// In panic (the short window asks for at least twice the ready replicas) the number never falls;
/// panic ends when more than a stable window has passed since the last such tick. At ticks longer
/// than a window, the window is one tick. It starts in panic when more than one replica is ready.
///
/// - SeeAlso: knative/serving, `pkg/autoscaler/scaling/autoscaler.go`.
public struct KnativePolicy: ScalingPolicy {
  private static let target = 0.7
  private static let maxScaleDownRate = 2.0
  private static let panicThreshold = 2.0
  private static let stableSeconds = 60.0

  private let limits: ReplicaLimits
  private var window: RingBuffer
  private var panicUntil = -Double.infinity
  private var panicReplicas = 0

  public init(limits: ReplicaLimits, tickSeconds: Double) {
    self.limits = limits
    window = RingBuffer(capacity: max(1, Int((Self.stableSeconds / tickSeconds).rounded())))
  }

  public mutating func decide(_ input: ScalingInput) -> ScalingRecommendation {
    guard !input.load.isNaN else {
      return ScalingRecommendation(
        replicas: limits.clamp(input.current), policy: .knative, reason: .noMetric(.requests))
    }
    if window.count == 0, input.ready > 1 {
      panicUntil = input.timestamp + Self.stableSeconds
      panicReplicas = input.ready
    }
    window.append(input.load)
    var sum: Float = 0
    for position in window.firstPosition..<window.count { sum += window[position] }
    let stableLoad = Double(sum) / Double(window.count - window.firstPosition)
    let ready = Double(max(1, input.ready))
    let floor = Int(ready / Self.maxScaleDownRate)
    let stable = max(floor, ReplicaLimits.ceiling(stableLoad / Self.target))
    let panicDemand = ReplicaLimits.ceiling(Double(input.load) / Self.target)
    let panic = max(floor, panicDemand)
    if Double(panicDemand) / ready >= Self.panicThreshold {
      if input.timestamp > panicUntil { panicReplicas = 0 }
      panicUntil = input.timestamp + Self.stableSeconds
    }
    guard input.timestamp <= panicUntil else {
      return ScalingRecommendation(
        replicas: limits.clamp(stable), policy: .knative,
        reason: .target(
          metric: .requests, value: stableLoad / ready, target: Self.target, recommended: stable))
    }
    panicReplicas = max(panicReplicas, stable, panic, input.ready)
    return ScalingRecommendation(
      replicas: limits.clamp(panicReplicas), policy: .knative,
      reason: .panic(value: Double(input.load) / ready, target: Self.target))
  }
}
