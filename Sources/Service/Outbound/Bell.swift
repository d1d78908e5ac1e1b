import Synchronization

/// Wakes the one task that waits for something to do.
final class Bell: Sendable {
  private static let endless = 1e9

  private struct State {
    var isRung = false
    var sleep: Task<Void, Never>?
  }

  private let state = Mutex(State())

  /// Wakes whoever waits, or whoever is the next to wait.
  func ring() {
    let sleep = state.withLock { state in
      state.isRung = true
      return state.sleep
    }
    sleep?.cancel()
  }

  /// Waits until the bell rings, the time has passed, or the task is cancelled.
  func wait(seconds: Double = endless) async {
    let sleep = state.withLock { state -> Task<Void, Never>? in
      guard !state.isRung else { return nil }
      let sleep = Task { _ = try? await Task.sleep(for: .seconds(min(seconds, Self.endless))) }
      state.sleep = sleep
      return sleep
    }
    if let sleep {
      await withTaskCancellationHandler {
        await sleep.value
      } onCancel: {
        sleep.cancel()
      }
    }
    state.withLock { $0 = State() }
  }

  /// Waits until the time has passed, the task is cancelled, or something holds that every ring has looked at.
  func wait(seconds: Double, unless isOver: () -> Bool) async {
    let end = ContinuousClock.now + .seconds(seconds)
    while !isOver(), !Task.isCancelled, ContinuousClock.now < end { await wait(seconds: (end - .now).seconds) }
  }
}
