/// AWS target tracking on CPU, requests per instance, or a policy for each: points of a minute, 3 of 3
/// above to scale out, 15 of 15 below 90 % of the target to scale in.
///
/// - Scaling out multiplies the instances in service by metric / target and rounds up. Instances in
///   warm-up are neither in the metric nor counted; what was ordered stays ordered.
/// - Scaling in rounds in favour of capacity, waits while a scale-out runs, and leaves one instance.
/// - Of several policies the largest result wins; scaling in needs all of them to agree.
/// - A point is the mean of a minute's samples (at longer ticks, of one tick); a minute begins with a
///   sample. A policy without any in it has no point: it does nothing, it does not agree to scaling in,
///   and its row of points is not broken.
///
/// Replicas stop at once here, so no terminating ones are counted when scaling in.
///
/// - SeeAlso: Amazon EC2 Auto Scaling, *Target tracking scaling policies*; aws/containers-roadmap#1208.
public struct TargetTrackingPolicy: ScalingPolicy {
  private static let target = 0.7

  /// The two alarms of one policy.
  private struct Alarms {
    static let scaleInShare = 0.9
    static let pointsOut = 3
    static let pointsIn = 15

    let metric: DecisionReason.MetricName
    var sum = 0.0
    var samples = 0.0
    /// The newest minute's mean; NaN when it had no samples.
    var point = Double.nan
    /// How many points in a row were above the target, or below the scale-in threshold.
    var above = 0
    var below = 0

    mutating func add(_ value: Double) {
      guard !value.isNaN else { return }
      sum += value
      samples += 1
    }

    mutating func endMinute() {
      point = sum / samples
      (sum, samples) = (0, 0)
      guard !point.isNaN else { return }
      above = point > TargetTrackingPolicy.target ? above + 1 : 0
      below = point < TargetTrackingPolicy.target * Self.scaleInShare ? below + 1 : 0
    }

    var isHigh: Bool { !point.isNaN && above >= Self.pointsOut }
    var isLow: Bool { !point.isNaN && below >= Self.pointsIn }
  }

  private let limits: ReplicaLimits
  private let ticksPerPoint: Int
  private var ticks = 0
  private var policies: [Alarms]

  /// - Parameter metrics: One policy for each; at least one.
  public init(
    metrics: [DecisionReason.MetricName] = [.cpu], limits: ReplicaLimits, tickSeconds: Double
  ) {
    precondition(!metrics.isEmpty, "target tracking needs a metric")
    self.limits = limits
    ticksPerPoint = max(1, Int((60 / tickSeconds).rounded()))
    policies = metrics.map { Alarms(metric: $0) }
  }

  public mutating func decide(_ input: ScalingInput) -> ScalingRecommendation {
    for index in policies.indices {
      switch policies[index].metric {
      case .cpu: policies[index].add(Double(input.utilization))
      case .requests: policies[index].add(Double(input.load) / Double(max(1, input.ready)))
      }
    }
    if ticks > 0 || policies.contains(where: { $0.samples > 0 }) { ticks += 1 }
    // Between two points nothing new is known: a stale point must not be multiplied again.
    guard ticks == ticksPerPoint else { return answer(input.current, waiting) }
    ticks = 0
    for index in policies.indices { policies[index].endMinute() }

    let isOut = policies.contains(where: \.isHigh)
    guard isOut || policies.allSatisfy(\.isLow) && input.starting == 0,
      let leading = policies.lazy.filter({ !isOut || $0.isHigh }).max(by: { $0.point < $1.point })
    else { return answer(input.current, waiting) }
    let wanted = ReplicaLimits.ceiling(Double(input.ready) * leading.point / Self.target)
    return answer(
      isOut ? max(input.current, wanted) : min(input.current, wanted),
      .target(metric: leading.metric, value: leading.point, target: Self.target, recommended: wanted))
  }

  /// Why nothing changes: a policy without a point, one with too few outside the bounds, or all within.
  private var waiting: DecisionReason {
    if let silent = policies.first(where: \.point.isNaN) { return .noMetric(silent.metric) }
    if let policy = policies.first(where: { $0.above + $0.below > 0 }) {
      return .waiting(metric: policy.metric, value: policy.point, target: Self.target)
    }
    return .withinTolerance(metric: policies[0].metric, value: policies[0].point, target: Self.target)
  }

  private func answer(_ replicas: Int, _ reason: DecisionReason) -> ScalingRecommendation {
    ScalingRecommendation(replicas: limits.clamp(max(1, replicas)), policy: .aws, reason: reason)
  }
}
