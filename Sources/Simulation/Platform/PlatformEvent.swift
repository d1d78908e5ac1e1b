/// Something that happened on a platform.
public struct PlatformEvent: Sendable, Equatable {
  public var tick: Int
  public var kind: Kind
  /// The service, store or site that it happened to.
  public var subject: String
  /// Replicas, nodes or the like; 0 when nothing is counted.
  public var count: Int

  /// What can happen.
  public enum Kind: String, Sendable, CaseIterable {
    case outOfMemory = "out-of-memory"
    case nodesLost = "nodes-lost"
    case siteDown = "site-down"
    case siteBack = "site-back"
    case trafficMoved = "traffic-moved"
    case databaseFailover = "database-failover"
    case cacheRestarted = "cache-restarted"
    case rolloutBegan = "rollout-began"
    case rolloutEnded = "rollout-ended"
    case rolledBack = "rolled-back"
  }
}
