import Features

/// The Knative pod autoscaler: a stable window of 60 s and a panic window of 6 s.
///
///     wanted = ⌈mean load of the window / target⌉, within ⌊ready / 2⌋ … 1000 · ready
///
/// - Panic begins, and is extended, when the short window asks for at least twice the ready replicas
///   (before rates); it ends when more than a stable window has passed since the last such tick.
/// - In panic the larger of both windows counts, and never less than since panic began.
/// - It starts in panic, with what is ready, when more than one replica is ready.
/// - A scale-down delay, if any, follows the largest number of its window.
/// - To zero, which one replica may reach, it goes after 30 s of grace.
///
/// At ticks longer than a window, the window is one tick. Ticks without a load change nothing and are
/// left out of the means. The target burst capacity moves requests, not replicas, and is left out.
///
/// - SeeAlso: knative/serving, `pkg/autoscaler/scaling/autoscaler.go`, `pkg/reconciler/autoscaling/kpa/scaler.go`.
public struct KnativePolicy: ScalingPolicy {
  private static let target = 0.7
  private static let maxScaleUpRate = 1_000.0
  private static let maxScaleDownRate = 2.0
  private static let panicThreshold = 2.0
  private static let stableSeconds = 60.0
  private static let panicSeconds = 6.0
  private static let graceSeconds = 30.0

  private let limits: ReplicaLimits
  private let panicTicks: Int
  private var window: RingBuffer
  private var delayed: SlidingMaximum
  /// The last time over the threshold; nil out of panic.
  private var panicTime: Double?
  private var panicReplicas = 0
  /// Since when no replica has been wanted.
  private var idleTime: Double?

  /// - Parameters:
  ///   - tickSeconds: Seconds between two decisions.
  ///   - scaleDownDelay: Seconds for which a smaller number must be wanted before it counts.
  public init(limits: ReplicaLimits, tickSeconds: Double, scaleDownDelay: Double = 0) {
    self.limits = limits
    panicTicks = max(1, Int((Self.panicSeconds / tickSeconds).rounded()))
    window = RingBuffer(capacity: max(panicTicks, Int((Self.stableSeconds / tickSeconds).rounded())))
    delayed = SlidingMaximum(length: max(1, Int((scaleDownDelay / tickSeconds).rounded(.up))))
  }

  public mutating func decide(_ input: ScalingInput) -> ScalingRecommendation {
    let now = input.timestamp
    if window.count == 0, input.ready > 1 {
      panicTime = now
      panicReplicas = input.ready
    }
    window.append(input.load)
    guard !input.load.isNaN else {
      delayed.append(.nan)
      return answer(input.current, .noMetric(.requests))
    }
    let ready = Double(max(1, input.ready))
    let slowest = Int(ready / Self.maxScaleDownRate)
    let fastest = ReplicaLimits.ceiling(ready * Self.maxScaleUpRate)
    let (stableLoad, panicLoad) = (mean(of: window.capacity), mean(of: panicTicks))
    let panicDemand = ReplicaLimits.ceiling(panicLoad / Self.target)
    let stable = min(max(ReplicaLimits.ceiling(stableLoad / Self.target), slowest), fastest)
    let panic = min(max(panicDemand, slowest), fastest)

    if Double(panicDemand) / ready >= Self.panicThreshold {
      panicTime = now
    } else if let since = panicTime, !(since...since + Self.stableSeconds).contains(now) {
      panicTime = nil
      panicReplicas = 0
    }
    if panicTime != nil { panicReplicas = max(panicReplicas, stable, panic) }
    delayed.append(Float(panicTime == nil ? stable : panicReplicas))
    let wanted = Int(delayed.maximum)

    if isInGrace(wanted, now) {
      return answer(input.current, .waiting(metric: .requests, value: stableLoad / ready, target: Self.target))
    }
    return answer(
      wanted,
      panicTime == nil
        ? .target(metric: .requests, value: stableLoad / ready, target: Self.target, recommended: stable)
        : .panic(value: panicLoad / ready, target: Self.target))
  }

  /// Whether none are wanted, and have not been for long enough.
  private mutating func isInGrace(_ wanted: Int, _ now: Double) -> Bool {
    guard wanted == 0, limits.minimum == 0 else {
      idleTime = nil
      return false
    }
    let since = min(idleTime ?? now, now)
    idleTime = since
    return now - since < Self.graceSeconds
  }

  /// The mean load of the newest ticks, those without a load left out.
  private func mean(of ticks: Int) -> Double {
    var (sum, known) = (0.0, 0.0)
    for position in max(0, window.count - ticks)..<window.count where !window[position].isNaN {
      sum += Double(window[position])
      known += 1
    }
    return sum / known
  }

  private func answer(_ replicas: Int, _ reason: DecisionReason) -> ScalingRecommendation {
    ScalingRecommendation(replicas: limits.clamp(replicas), policy: .knative, reason: reason)
  }
}
