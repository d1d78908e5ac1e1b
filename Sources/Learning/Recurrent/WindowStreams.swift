import Tensors

/// Windows that follow one another, for long series: each row of a batch reads a stretch of its own, window after window.
///
/// The windows of all blocks stand in order and are dealt out evenly: of n windows, row b of B starts with window b·n/B and takes the next
/// each time, the first after the last. Where the next window begins at the row after the one before, the network may go on
/// from the state that it has.
package struct WindowStreams: Sendable {
  private let windows: [Int]
  private let length: Int
  /// The window that each row reads next, `[B]`.
  package var cursors: [Int]

  /// Deals out windows.
  ///
  /// - Parameters:
  ///   - sampler: The windows that do not overlap.
  ///   - length: T, their rows.
  ///   - rows: B.
  package init(_ sampler: WindowSampler, length: Int, rows: Int) {
    windows = sampler.starts
    self.length = length
    cursors = (0..<rows).map { $0 * sampler.starts.count / rows }
  }

  /// How many windows there are.
  package var count: Int { windows.count }

  /// Takes each row's next window.
  ///
  /// - Parameters:
  ///   - chosen: Where their first rows go, `[B]`; as the call before left them.
  ///   - isContinued: Whether each follows the row's last one, `[B]`.
  ///   - isFirst: Whether there was no call before.
  /// - Complexity: O(B). Does not allocate.
  package mutating func next(_ chosen: inout [Int], isContinued: inout [Bool], isFirst: Bool) {
    for row in cursors.indices {
      let start = windows[cursors[row]]
      isContinued[row] = !isFirst && start == chosen[row] + length
      chosen[row] = start
      cursors[row] = cursors[row] + 1 < windows.count ? cursors[row] + 1 : 0
    }
  }
}
