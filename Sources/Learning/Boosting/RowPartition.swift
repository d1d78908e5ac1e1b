/// The rows of a tree's leaves: each leaf's in one piece of one array, in ascending order.
struct RowPartition {
  /// The rows, leaf by leaf, shape `[n]`.
  private(set) var rows: [UInt32] = []
  private var scratch: [UInt32] = []

  /// Puts all rows into one leaf.
  mutating func reset(_ rows: [UInt32]) {
    self.rows = rows
    if scratch.count < rows.count { scratch = rows }
  }

  /// Parts one leaf's piece in two, the left child's rows first, each child's in the order they had.
  ///
  /// - Parameters:
  ///   - piece: The leaf's place in `rows`.
  ///   - matrix: The bins, shape `[N, F]`.
  ///   - split: Where each row goes.
  /// - Returns: How many rows went left.
  /// - Complexity: O(rows of the leaf), without branches that depend on the data. Does not allocate.
  mutating func split(_ piece: Range<Int>, _ matrix: BinnedMatrix, by split: Split) -> Int {
    Self.split(piece, &rows, &scratch, matrix, split)
  }

  private static func split(
    _ piece: Range<Int>, _ rows: inout [UInt32], _ scratch: inout [UInt32], _ matrix: BinnedMatrix,
    _ split: Split
  ) -> Int {
    // Shifted so that the missing bin wraps around to 0, a single comparison also sends missing rows left.
    let shift = split.sendsMissingLeft ? 0 &- matrix.mapper.missingBin(split.feature) : 0
    let last = split.bin &+ shift
    let (stride, feature) = (matrix.featureCount, split.feature)
    let bins = matrix.bins.span
    var all = rows.mutableSpan
    var held = scratch.mutableSpan
    var left = piece.lowerBound
    var right = 0
    for index in piece {
      let row = all[index]
      let goesLeft = bins[Int(row) &* stride &+ feature] &+ shift <= last ? 1 : 0
      // Written to both sides; only the cursor of the right side moves on.
      all[left] = row
      held[right] = row
      left &+= goesLeft
      right &+= 1 &- goesLeft
    }
    for index in 0..<right { all[left &+ index] = held[index] }
    return left - piece.lowerBound
  }
}
