/// Always the same number of replicas.
public struct FixedPolicy: ScalingPolicy {
  private let replicas: Int
  private let kind: PolicyKind

  public init(replicas: Int, limits: ReplicaLimits) {
    self.replicas = limits.clamp(replicas)
    kind = .fixed(replicas)
  }

  public mutating func decide(_ input: ScalingInput) -> ScalingRecommendation {
    ScalingRecommendation(replicas: replicas, policy: kind, reason: .fixed)
  }
}
