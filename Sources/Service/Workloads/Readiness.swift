import Synchronization

/// Whether the service should be sent requests: not before every source has brought what it knows, and not while it stops.
final class Readiness: Sendable {
  private struct State {
    var waiting: Set<String> = []
    var isStarted = false
    var isStopping = false
  }

  private let state = Mutex(State())

  /// Something must be done before the service is ready.
  func wait(for task: String) { state.withLock { _ = $0.waiting.insert(task) } }

  func done(_ task: String) { state.withLock { _ = $0.waiting.remove(task) } }

  /// Everything that must be waited for is known.
  func start() { state.withLock { $0.isStarted = true } }

  func stop() { state.withLock { $0.isStopping = true } }

  /// Why the service is not ready; nil when it is.
  var obstacle: String? {
    state.withLock { state in
      if state.isStopping { return "stopping" }
      if !state.isStarted { return "starting" }
      guard !state.waiting.isEmpty else { return nil }
      return "waiting for " + state.waiting.sorted().prefix(3).joined(separator: ", ")
    }
  }
}
