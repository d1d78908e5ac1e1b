import Synchronization

/// Items that several workers claim one after the other.
final class SharedWork: Sendable {
  private let items: Int
  private let next = Atomic(0)

  init(items: Int) { self.items = items }

  /// Claims and does items until none is left.
  func run(_ worker: Int, _ body: (_ worker: Int, _ item: Int) -> Void) {
    while case let item = next.wrappingAdd(1, ordering: .relaxed).oldValue, item < items {
      body(worker, item)
    }
  }
}
