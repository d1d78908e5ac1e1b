/// AWS target tracking on CPU: one-minute points, 3 of 3 above to scale out, 15 of 15 below to scale in.
///
/// Scaling out multiplies the ready instances by metric / target, rounded up, instances in warm-up
/// not counted; scaling in starts below 90 % of the target, rounds in favour of capacity, and waits
/// while a scale-out runs.
///
/// - SeeAlso: Amazon EC2 Auto Scaling, *Target tracking scaling policies*; aws/containers-roadmap#1208.
public struct TargetTrackingPolicy: ScalingPolicy {
  private static let target = 0.7
  private static let scaleInShare = 0.9
  private static let pointsOut = 3
  private static let pointsIn = 15

  private let limits: ReplicaLimits
  private let ticksPerPoint: Int
  private var sum = 0.0
  private var ticks = 0
  private var above = 0
  private var below = 0
  private var point = Double.nan

  public init(limits: ReplicaLimits, tickSeconds: Double) {
    self.limits = limits
    ticksPerPoint = max(1, Int((60 / tickSeconds).rounded()))
  }

  public mutating func decide(_ input: ScalingInput) -> ScalingRecommendation {
    guard !input.utilization.isNaN else { return answer(input.current, .noMetric(.cpu)) }
    sum += Double(input.utilization)
    ticks += 1
    // Between two points nothing new is known: a stale point must not be multiplied again.
    guard ticks == ticksPerPoint else { return answer(input.current, waiting) }
    point = sum / Double(ticks)
    sum = 0
    ticks = 0
    above = point > Self.target ? above + 1 : 0
    below = point < Self.target * Self.scaleInShare ? below + 1 : 0
    let wanted = ReplicaLimits.ceiling(Double(input.ready) * point / Self.target)
    let reason = DecisionReason.target(metric: .cpu, value: point, target: Self.target, recommended: wanted)
    if above >= Self.pointsOut { return answer(max(input.current, wanted), reason) }
    if below >= Self.pointsIn, input.starting == 0 { return answer(min(input.current, max(1, wanted)), reason) }
    return answer(input.current, waiting)
  }

  /// Why nothing changes: no point yet, one within bounds, or too few outside.
  private var waiting: DecisionReason {
    if point.isNaN { return .noMetric(.cpu) }
    return above == 0 && below == 0
      ? .withinTolerance(metric: .cpu, value: point, target: Self.target)
      : .waiting(metric: .cpu, value: point, target: Self.target)
  }

  private func answer(_ replicas: Int, _ reason: DecisionReason) -> ScalingRecommendation {
    ScalingRecommendation(replicas: limits.clamp(replicas), policy: .aws, reason: reason)
  }
}
