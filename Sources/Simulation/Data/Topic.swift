/// The state of a topic: messages that wait for their consumers.
public struct Topic: Sendable {
  public let specification: TopicSpecification
  /// Messages not consumed yet.
  public private(set) var lag = 0.0
  /// Messages that were too old before anybody came.
  public private(set) var expired = 0.0
  /// The age of the message that is worked on, in seconds.
  public private(set) var ageSeconds = 0.0
  private var consumers = -1
  private var pause = 0.0

  init(_ specification: TopicSpecification) { self.specification = specification }

  /// Moves on by a tick.
  ///
  /// - Parameters:
  ///   - produced: Messages.
  ///   - consumers: Members of the group; a change pauses it.
  ///   - perConsumer: Messages per second that each works on.
  /// - Returns: Messages consumed.
  mutating func advance(produced: Double, consumers: Int, perConsumer: Double, seconds: Double) -> Double {
    if self.consumers >= 0, consumers != self.consumers { pause = specification.rebalanceSeconds }
    self.consumers = consumers
    let working = max(0, seconds - pause)
    pause = max(0, pause - seconds)
    let rate = Double(min(consumers, specification.partitions)) * perConsumer
    let consumed = min(lag + produced, rate * working)
    lag = max(0, lag + produced - consumed)
    let arriving = produced / seconds
    let most = arriving * specification.retentionSeconds
    if arriving > 0, lag > most {
      expired += lag - most
      lag = most
    }
    ageSeconds = arriving > 0 ? lag / arriving : lag > 0 ? ageSeconds + seconds : 0
    return consumed
  }
}
