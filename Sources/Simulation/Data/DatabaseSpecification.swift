/// A PostgreSQL cluster: one primary, and replicas that replay its log.
public struct DatabaseSpecification: Sendable, Equatable {
  public var name: String
  /// Replicas beside the primary: 1 in production, 4 in the experimental cluster of five nodes.
  public var replicas = 1
  /// Queries that a node works on at once.
  public var cores = 8
  /// Mean time of a query, in milliseconds.
  public var queryMilliseconds = 2.0
  /// Connections that a node accepts; pools that want more are refused in part.
  public var maxConnections = 400.0
  /// The share of reads that goes to replicas, 0...1.
  public var readSplit = 0.7
  /// Writes per second that a replica replays.
  public var replayPerSecond = 4_000.0
  /// Replicas this far behind, in seconds, are not read from.
  public var staleSeconds = 10.0
  /// Seconds until a replica has taken over from a lost primary.
  public var failoverSeconds = 30.0
  /// Seconds until a lost node is back as a replica.
  public var rebuildSeconds = 900.0
  /// Hour of the day of the backup, its length in minutes, and the share of the primary that it takes.
  public var backupHour = 3.0
  public var backupMinutes = 20.0
  public var backupLoad = 0.35
  /// Seconds to restore from the backup kept in another region, when every node is lost.
  public var restoreSeconds = 3_600.0

  public init(name: String) { self.name = name }
}
