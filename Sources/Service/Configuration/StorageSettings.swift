/// Where the service keeps what it must not lose, and how long.
public struct StorageSettings: Sendable, Equatable {
  /// The SQLite file.
  public var path = "tidegate.sqlite"
  /// Ticks, with their decisions, are kept one by one for so long, in days.
  public var tickDays = 14.0
  /// After that their means over five minutes are kept until then, and anomalies too, in days.
  public var summaryDays = 400.0
  /// Ticks of a workload between two checkpoints of its state.
  public var checkpointTicks = 240
  /// Decisions of the newest so many days can be run again.
  public var replayDays = 3.0

  public init() {}
}
