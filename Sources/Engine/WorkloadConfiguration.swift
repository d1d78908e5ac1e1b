import Features
import Scaling

/// What is known of a workload before its first tick; the fields are those of `decide`'s workload file.
public struct WorkloadConfiguration: Sendable, Equatable {
  /// Requests per second that one replica serves; nil to estimate it from load, CPU and ready replicas.
  public var replicaCapacity: Double?
  /// Seconds from ordering a replica until it serves.
  public var startupSeconds: Double
  /// Whether `startupSeconds` is only where to begin, until the cluster has shown another one.
  public var startupIsEstimated: Bool
  /// Seconds between two decisions.
  public var tickSeconds: Double
  /// Seconds that a metric is old when it arrives.
  public var metricLagSeconds: Double
  public var minReplicas: Int
  public var maxReplicas: Int
  /// The policy that decides.
  public var policy: PolicyKind
  /// Whether timestamps are dates (seconds since 1970) rather than seconds of a simulation.
  public var hasCalendar: Bool
  /// Of the sampling when a forecaster is learned.
  public var seed: UInt64

  public init(
    replicaCapacity: Double? = nil, startupSeconds: Double = 60, startupIsEstimated: Bool = false,
    tickSeconds: Double = 15,
    metricLagSeconds: Double = 30, minReplicas: Int = 1, maxReplicas: Int = 200,
    policy: PolicyKind = .tidegate(.balanced), hasCalendar: Bool = true, seed: UInt64 = 0
  ) {
    self.replicaCapacity = replicaCapacity
    self.startupSeconds = startupSeconds
    self.startupIsEstimated = startupIsEstimated
    self.tickSeconds = tickSeconds
    self.metricLagSeconds = metricLagSeconds
    self.minReplicas = minReplicas
    self.maxReplicas = maxReplicas
    self.policy = policy
    self.hasCalendar = hasCalendar
    self.seed = seed
  }

  /// Returns itself when it makes sense.
  public func validated() throws(EngineError) -> Self {
    func check(_ name: String, _ value: Double, _ range: ClosedRange<Double>) throws(EngineError) {
      guard range.contains(value) else { throw .setting(name: name, found: "\(value)", expected: "\(range)") }
    }
    if let replicaCapacity { try check("replicaCapacity", replicaCapacity, 1e-9...1e12) }
    try check("tickSeconds", tickSeconds, 1...3_600)
    try check("startupSeconds", startupSeconds, 0...(500 * tickSeconds))
    try check("metricLagSeconds", metricLagSeconds, 0...(100 * tickSeconds))
    try check("minReplicas", Double(minReplicas), 1...1e6)
    try check("maxReplicas", Double(maxReplicas), Double(minReplicas)...1e6)
    return self
  }

  /// The fewest and most replicas.
  public var limits: ReplicaLimits { ReplicaLimits(minimum: minReplicas, maximum: maxReplicas) }

  /// Lag and start-up in ticks.
  public var timing: ScalingTiming {
    ScalingTiming(
      lagTicks: Int((metricLagSeconds / tickSeconds).rounded()),
      startupTicks: Int((startupSeconds / tickSeconds).rounded(.up)))
  }

  /// What a saved state was learned for.
  var summary: String {
    "\(policy)\(policy.isLearned ? " (\(RungTable.schema))" : ""), \(minReplicas) to \(maxReplicas) replicas, "
      + (replicaCapacity.map { "\($0) requests per second each" } ?? "capacity estimated") + ", "
      + (startupIsEstimated ? "start-up time estimated, ticks of \(tickSeconds) s" : "\(target)")
  }

  /// The lead-time forecast that this workload needs.
  public var target: ForecastTarget {
    .leadTime(stepSeconds: tickSeconds, metricLagSeconds: metricLagSeconds, startupSeconds: startupSeconds)
  }
}
