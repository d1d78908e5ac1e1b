/// What a queue meets in a tick.
public struct QueueLoad: Sendable, Equatable {
  /// Requests that arrive, per second.
  public var arrivals: Double
  /// Requests that are worked on at once, c.
  public var servers: Int
  /// Mean time that one of them takes, in seconds.
  public var holdingSeconds: Double
  /// Requests that may wait, K; those that find as many waiting are rejected.
  public var places: Double
  /// What a client waits at most, in seconds. The server does not know: the work is done all the same.
  public var timeoutSeconds: Double

  public init(
    arrivals: Double, servers: Int, holdingSeconds: Double, places: Double, timeoutSeconds: Double = 1e9
  ) {
    self.arrivals = arrivals
    self.servers = servers
    self.holdingSeconds = holdingSeconds
    self.places = places
    self.timeoutSeconds = timeoutSeconds
  }
}
