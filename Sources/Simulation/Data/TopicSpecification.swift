/// A Kafka topic, and the group that works on it.
public struct TopicSpecification: Sendable, Equatable {
  public var name: String
  /// Consumers beyond the partitions are idle.
  public var partitions = 12
  /// Seconds in which nobody consumes after the group has changed.
  public var rebalanceSeconds = 6.0
  /// Seconds for which messages are kept; older ones are lost.
  public var retentionSeconds = 86_400.0

  public init(name: String) { self.name = name }
}
