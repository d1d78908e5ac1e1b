/// What one tick of a workload looked like: the input of every decision.
///
/// All metrics are optional, since a scrape may fail for one of them and not for another; an absent metric is missing,
/// never zero. Encoded as JSON the keys are the property names and absent metrics are left out; unknown keys are ignored.
public struct Observation: Sendable, Equatable, Codable {
  /// When the tick ended, in seconds (Unix time, or from the start of a simulation).
  public var timestamp: Double

  /// Requests that arrived, per second over the tick.
  public var requestsPerSecond: Double?

  /// Mean CPU utilization of the ready replicas, in per cent of what they requested.
  public var cpuPercent: Double?

  /// Mean memory utilization of the ready replicas, in per cent.
  public var memoryPercent: Double?

  /// The 95th percentile of the response time over the tick, in milliseconds.
  public var latencyP95Milliseconds: Double?

  /// Failed requests, in per cent of all requests of the tick.
  public var errorPercent: Double?

  /// Replicas that serve requests.
  public var readyReplicas: Int?

  /// Replicas that have been started and do not serve yet.
  public var startingReplicas: Int?

  public init(
    timestamp: Double, requestsPerSecond: Double? = nil, cpuPercent: Double? = nil, memoryPercent: Double? = nil,
    latencyP95Milliseconds: Double? = nil, errorPercent: Double? = nil, readyReplicas: Int? = nil,
    startingReplicas: Int? = nil
  ) {
    self.timestamp = timestamp
    self.requestsPerSecond = requestsPerSecond
    self.cpuPercent = cpuPercent
    self.memoryPercent = memoryPercent
    self.latencyP95Milliseconds = latencyP95Milliseconds
    self.errorPercent = errorPercent
    self.readyReplicas = readyReplicas
    self.startingReplicas = startingReplicas
  }
}
