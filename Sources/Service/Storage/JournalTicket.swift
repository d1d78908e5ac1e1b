import Synchronization

/// A place in the journal's queue, which says when its entries are kept.
package final class JournalTicket: Sendable {
  typealias Outcome = Result<[Int64], ServiceError>

  private enum State {
    case waiting([CheckedContinuation<Outcome, Never>])
    case settled(Outcome)
  }

  let entries: [JournalEntry]
  private let state = Mutex(State.waiting([]))

  init(_ entries: [JournalEntry]) { self.entries = entries }

  /// Waits until the entries are kept. Cancellation does not cut the wait short, since the entries are kept all the same.
  ///
  /// - Returns: The IDs of the entries' rows, in order.
  /// - Throws: `ServiceError.storage` when they could not be kept; none of them is then.
  package func committed() async throws(ServiceError) -> [Int64] {
    let outcome = await withCheckedContinuation { continuation in
      let settled = state.withLock { state -> Outcome? in
        switch state {
        case .settled(let outcome): return outcome
        case .waiting(let others):
          state = .waiting(others + [continuation])
          return nil
        }
      }
      if let settled { continuation.resume(returning: settled) }
    }
    return try outcome.get()
  }

  func settle(_ outcome: Outcome) {
    let continuations = state.withLock { state -> [CheckedContinuation<Outcome, Never>] in
      defer { state = .settled(outcome) }
      guard case .waiting(let continuations) = state else { preconditionFailure("a ticket is settled once") }
      return continuations
    }
    for continuation in continuations { continuation.resume(returning: outcome) }
  }
}
