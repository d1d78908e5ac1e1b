import Synchronization

/// Items that several workers claim one after the other.
package final class SharedWork: Sendable {
  private let items: Atomic<Int>
  private let next = Atomic(0)

  package init(items: Int) { self.items = Atomic(items) }

  /// How many items there are.
  var count: Int { items.load(ordering: .relaxed) }

  /// Starts anew, for work that is done again and again; nobody may be at it.
  func rewind(items: Int) {
    self.items.store(items, ordering: .relaxed)
    next.store(0, ordering: .relaxed)
  }

  /// Claims and does items until none is left.
  func run(_ worker: Int, _ body: (_ worker: Int, _ item: Int) -> Void) {
    let items = count
    while case let item = next.wrappingAdd(1, ordering: .relaxed).oldValue, item < items {
      body(worker, item)
    }
  }
}
