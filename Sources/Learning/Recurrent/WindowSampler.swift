import Tensors

/// The places in a table where a window of rows may start.
///
/// A window lies inside one block and holds no row with a value that is not finite.
package struct WindowSampler: Sendable, Equatable {
  /// The first rows of all windows, in rising order block by block.
  package let starts: [Int]

  /// Finds all places.
  ///
  /// - Parameters:
  ///   - steps: The length of a window, T.
  ///   - blocks: The rows that windows may lie in; windows do not cross from one block into the next.
  ///   - usable: Whether a row has all its values, `[N]`.
  ///   - purpose: What the windows are for, for the error.
  /// - Throws: `RecurrentError.blockOutOfRange` for a block that is empty or reaches outside the table,
  ///   `.noWindow` if there is no place.
  package init(steps: Int, blocks: [Range<Int>], usable: [Bool], purpose: String) throws(RecurrentError) {
    starts = try Self.find(steps: steps, blocks: blocks, usable: usable, purpose: purpose, stride: 1)
  }

  /// Finds places of windows that do not overlap.
  ///
  /// - Parameter limit: The most windows to keep; of more, an even selection is taken.
  package init(
    separate steps: Int, blocks: [Range<Int>], usable: [Bool], purpose: String, limit: Int
  ) throws(RecurrentError) {
    let found = try Self.find(steps: steps, blocks: blocks, usable: usable, purpose: purpose, stride: steps)
    starts = found.count <= limit ? found : (0..<limit).map { found[$0 * found.count / limit] }
  }

  private static func find(
    steps: Int, blocks: [Range<Int>], usable: [Bool], purpose: String, stride: Int
  ) throws(RecurrentError) -> [Int] {
    for block in blocks where block.isEmpty || block.lowerBound < 0 || block.upperBound > usable.count {
      throw .blockOutOfRange(block, rows: usable.count)
    }
    var starts: [Int] = []
    for block in blocks {
      var run = 0
      for row in block {
        run = usable[row] ? run + 1 : 0
        if run >= steps {
          starts.append(row - steps + 1)
          run -= stride
        }
      }
    }
    guard !starts.isEmpty else {
      let missing = blocks.reduce(0) { sum, block in sum + block.count { !usable[$0] } }
      throw .noWindow(purpose: purpose, steps: steps, blocks: blocks.count, missingRows: missing)
    }
    return starts
  }

  /// Draws windows at random, each place equally likely, with replacement.
  ///
  /// - Complexity: O(chosen.count). Does not allocate.
  package func draw(_ chosen: inout [Int], using random: inout RandomSource) {
    for index in chosen.indices { chosen[index] = starts[random.integer(below: starts.count)] }
  }
}
