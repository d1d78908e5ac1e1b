/// What the twin did in a tick.
public struct TwinTick: Sendable {
  public var arrived = 0
  public var served = 0
  public var rejected = 0
  /// Of each request that began in the tick: when it arrived, how long it waited and how long it takes in all, in seconds.
  public var arrivals: [Double] = []
  public var waits: [Double] = []
  public var responses: [Double] = []
  /// Integrals over the tick of the requests that wait, and that are there at all.
  public var waitingSeconds = 0.0
  public var presentSeconds = 0.0
}
