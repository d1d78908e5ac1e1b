import Foundation
import Synchronization

/// Keeps all cores but one at work until it is stopped, so that times beside busy neighbours can be taken.
final class BusyCores: Sendable {
  private let isOver = Atomic(false)

  /// How many cores are kept busy.
  let count = Machine.coreCount - 1

  /// - Parameter work: What each core does again and again.
  init(_ work: @escaping @Sendable () -> Void) {
    for _ in 0..<count {
      Thread.detachNewThread {
        while !self.isOver.load(ordering: .relaxed) { work() }
      }
    }
  }

  /// Lets the cores rest.
  func stop() { isOver.store(true, ordering: .relaxed) }
}
