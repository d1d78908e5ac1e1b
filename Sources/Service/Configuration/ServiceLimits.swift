/// What nobody may exceed.
public struct ServiceLimits: Sendable, Equatable {
  /// A request's body, in bytes, also after decompression.
  public var requestBytes = 8 << 20
  /// A request's head, in bytes.
  public var headerBytes = 16 << 10
  /// Open connections of one door.
  public var connections = 1_024
  /// Requests of one token or address, per second.
  public var requestsPerSecond = 20_000.0
  /// Requests that may wait for a decision.
  public var queueDepth = 512
  /// A decision is given within this time of its request's arrival, or refused, in milliseconds.
  public var deadlineMilliseconds = 50.0
  /// A client may take so long to send a request, in seconds.
  public var requestSeconds = 10.0
  public var workloads = 20_000
  /// What all workloads may take, estimated before one is accepted, in megabytes.
  public var memoryMegabytes = 2_048.0
  /// Distinct series that are remembered from scrapes and remote writes.
  public var series = 10_000
  /// Labels of one series.
  public var labels = 64

  public init() {}
}
