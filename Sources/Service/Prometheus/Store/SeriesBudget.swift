import Synchronization

/// How many series all stores together may remember.
package final class SeriesBudget: Sendable {
  package let limit: Int
  private let used = Atomic(0)

  package init(limit: Int) { self.limit = limit }

  package var count: Int { used.load(ordering: .relaxed) }

  /// - Returns: Whether there is room for one more, which then is taken.
  func take() -> Bool {
    guard used.add(1, ordering: .relaxed).newValue <= limit else {
      give(back: 1)
      return false
    }
    return true
  }

  func give(back count: Int) { used.subtract(count, ordering: .relaxed) }
}
