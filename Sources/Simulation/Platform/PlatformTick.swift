/// What users of a platform met in a tick, and what it cost.
public struct PlatformTick: Sendable, Equatable {
  /// Requests of users, and those of them that failed for good.
  public var requests = 0.0
  public var failed = 0.0
  /// Those that were served, but slower than the objective.
  public var slow = 0.0
  /// Median and p95 over the entries of traffic, weighted by requests, in milliseconds.
  public var medianMilliseconds = 0.0
  public var p95Milliseconds = 0.0
  /// US dollars for replicas, and lost with failed and slow requests.
  public var replicaCost = 0.0
  public var penalty = 0.0

  public init() {}

  /// What a learner is to make large: minus all money spent or lost in the tick.
  public var reward: Double { -(replicaCost + penalty) }
}
