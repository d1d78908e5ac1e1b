/// What a queue did in a tick; counts are of requests.
public struct QueueTick: Sendable, Equatable {
  public var arrived = 0.0
  /// Done, in time or late.
  public var served = 0.0
  /// Turned away: no place to wait.
  public var rejected = 0.0
  /// Of those accepted, the share that took longer than the timeout.
  public var lateShare = 0.0
  /// Requests waiting, in the mean over the tick.
  public var meanWaiting = 0.0
  /// Quantiles and mean of what the accepted ones take; nobody waits beyond the timeout.
  public var medianSeconds = 0.0
  public var p95Seconds = 0.0
  public var p99Seconds = 0.0
  public var meanSeconds = 0.0

  public init() {}

  /// Takes the quantiles of a response.
  ///
  /// - Parameter wait: Mean of waiting, in seconds.
  mutating func measure(
    _ response: consuming ResponseTime, wait: Double, _ load: QueueLoad, _ shape: borrowing HoldingTime
  ) {
    let holding = load.holdingSeconds
    let timeout = load.timeoutSeconds / holding
    response.measure(in: holding)
    var (median, p95, p99) = shape.quantiles
    // So few wait, or so briefly, that it does not show.
    if wait > 0.001 * holding {
      median = response.quantile(tail: 0.5, bare: median, shape)
      p95 = response.quantile(tail: 0.05, bare: p95, shape)
      p99 = response.quantile(tail: 0.01, bare: p99, shape)
    }
    // Each is found within half a percent: neighbours may not cross.
    p95 = max(p95, median)
    p99 = max(p99, p95)
    // Far beyond the 99 % quantile nobody is late.
    if p99 * 3 > timeout { lateShare = min(1, max(0, response.tail(timeout, shape))) }
    meanSeconds = min(load.timeoutSeconds, wait + holding)
    medianSeconds = min(timeout, median) * holding
    p95Seconds = min(timeout, p95) * holding
    p99Seconds = min(timeout, p99) * holding
  }
}
