import Synchronization

/// Hands what happens to everybody who watches; one who is slow misses the oldest events rather than holding others up.
final class EventHub: Sendable {
  private static let buffered = 256
  private static let mostWatchers = 256

  private struct State {
    var watchers: [Int: AsyncStream<ServiceEvent>.Continuation] = [:]
    var next = 0
  }

  private let state = Mutex(State())

  var watchers: Int { state.withLock { $0.watchers.count } }

  /// What happens from now on, until the caller stops listening.
  ///
  /// - Throws: `RequestRefusal`, 503, when too many watch.
  func watch() throws(RequestRefusal) -> AsyncStream<ServiceEvent> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: ServiceEvent.self, bufferingPolicy: .bufferingNewest(Self.buffered))
    let number = state.withLock { state -> Int? in
      guard state.watchers.count < Self.mostWatchers else { return nil }
      state.next += 1
      state.watchers[state.next] = continuation
      return state.next
    }
    guard let number else {
      throw .overloaded(.serviceUnavailable, "\(Self.mostWatchers) clients watch already; close one")
    }
    continuation.onTermination = { [weak self] _ in
      self?.state.withLock { $0.watchers[number] = nil }
    }
    return stream
  }

  func publish(_ event: ServiceEvent) {
    let watchers = state.withLock { Array($0.watchers.values) }
    for watcher in watchers { watcher.yield(event) }
  }

  /// Ends every stream, so that connections close.
  func finish() {
    for watcher in state.withLock({ Array($0.watchers.values) }) { watcher.finish() }
  }
}
