/// What one policy did in one world; the fields of `simulate --json`.
public struct ElasticityReport: Sendable, Equatable {
  public var policy: String
  /// Load above the ready replicas' capacity, in percent of all load.
  public var unservedPercent: Double
  /// Hours of ready replicas, and of ready and starting ones.
  public var replicaHours: Double
  public var replicaHoursStarted: Double
  /// The same over the hours of the fewest replicas that serve each tick.
  public var replicaHoursOverDemand: Double
  public var replicaHoursStartedOverDemand: Double
  /// Accuracy and time share of under- and over-provisioning, in percent.
  public var thetaU: Double
  public var thetaO: Double
  public var tauU: Double
  public var tauO: Double
  /// Ticks a day in which the number of replicas asked for changed.
  public var scaleActionsPerDay: Double
  /// 95 (99) % of the requests came in ticks whose own 95 % (99 %) quantile was at most this; nil in a world without latencies.
  public var p95LatencyMilliseconds: Double?
  public var p99LatencyMilliseconds: Double?
  /// Hours of ready and starting replicas times their price.
  public var cost: Double
}

extension ElasticityReport: Encodable {
  private enum Key: String, CodingKey {
    case policy, unservedPercent, replicaHours, replicaHoursStarted, replicaHoursOverDemand
    case replicaHoursStartedOverDemand, thetaU, thetaO, tauU, tauO, scaleActionsPerDay, p95LatencyMilliseconds
    case p99LatencyMilliseconds, cost
  }

  /// Latencies that there are not are written as null rather than left out.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(policy, forKey: .policy)
    try container.encode(unservedPercent, forKey: .unservedPercent)
    try container.encode(replicaHours, forKey: .replicaHours)
    try container.encode(replicaHoursStarted, forKey: .replicaHoursStarted)
    try container.encode(replicaHoursOverDemand, forKey: .replicaHoursOverDemand)
    try container.encode(replicaHoursStartedOverDemand, forKey: .replicaHoursStartedOverDemand)
    try container.encode(thetaU, forKey: .thetaU)
    try container.encode(thetaO, forKey: .thetaO)
    try container.encode(tauU, forKey: .tauU)
    try container.encode(tauO, forKey: .tauO)
    try container.encode(scaleActionsPerDay, forKey: .scaleActionsPerDay)
    try container.encode(p95LatencyMilliseconds, forKey: .p95LatencyMilliseconds)
    try container.encode(p99LatencyMilliseconds, forKey: .p99LatencyMilliseconds)
    try container.encode(cost, forKey: .cost)
  }
}
