/// The inner loops that part the rows of a leaf between its children.
enum PartitionKernel {
  /// Puts the rows that go left in front of those that go right, each side in the order that it had.
  ///
  /// - Parameters:
  ///   - rows: The leaf's rows; reordered.
  ///   - scratch: Room for as many.
  ///   - column: The bins of the split's feature, shape `[N]`.
  ///   - split: Where each bin goes.
  /// - Returns: How many rows go left.
  /// - Complexity: O(n), without branches that depend on the data. Does not allocate.
  static func split(
    _ rows: UnsafeMutableBufferPointer<UInt32>, scratch: UnsafeMutablePointer<UInt32>, column: UnsafePointer<UInt8>,
    by split: Split
  ) -> Int {
    guard let base = rows.baseAddress else { return 0 }
    var left = 0
    var right = 0
    if let categories = split.categories {
      for index in 0..<rows.count {
        let row = base[index]
        let goesLeft = categories.contains(column[Int(row)]) ? 1 : 0
        base[left] = row
        scratch[right] = row
        left &+= goesLeft
        right &+= 1 &- goesLeft
      }
    } else {
      // Shifted so that the missing bin, 255, wraps around to 0, one comparison also sends missing rows left.
      let shift: UInt8 = split.sendsMissingLeft ? 1 : 0
      let last = split.bin &+ shift
      for index in 0..<rows.count {
        let row = base[index]
        let goesLeft = column[Int(row)] &+ shift <= last ? 1 : 0
        // Written to both sides; only the cursor of the right side moves on.
        base[left] = row
        scratch[right] = row
        left &+= goesLeft
        right &+= 1 &- goesLeft
      }
    }
    (base + left).update(from: scratch, count: right)
    return left
  }

  /// Parts consecutive rows, which need no list to be read.
  ///
  /// - Parameters:
  ///   - rows: Which rows.
  ///   - left: Receives those that go left, from `counts.left` on.
  ///   - right: Receives the others, from `counts.right` on.
  ///   - column: The bins of the split's feature, shape `[N]`.
  ///   - counts: How many rows each side has; raised by those added.
  static func split(
    consecutive rows: Range<Int>, left: UnsafeMutablePointer<UInt32>, right: UnsafeMutablePointer<UInt32>,
    column: UnsafePointer<UInt8>, by split: Split, counts: inout (left: Int, right: Int)
  ) {
    var (leftCount, rightCount) = counts
    if let categories = split.categories {
      for row in rows {
        let goesLeft = categories.contains(column[row]) ? 1 : 0
        left[leftCount] = UInt32(truncatingIfNeeded: row)
        right[rightCount] = UInt32(truncatingIfNeeded: row)
        leftCount &+= goesLeft
        rightCount &+= 1 &- goesLeft
      }
    } else {
      let shift: UInt8 = split.sendsMissingLeft ? 1 : 0
      let last = split.bin &+ shift
      for row in rows {
        let goesLeft = column[row] &+ shift <= last ? 1 : 0
        left[leftCount] = UInt32(truncatingIfNeeded: row)
        right[rightCount] = UInt32(truncatingIfNeeded: row)
        leftCount &+= goesLeft
        rightCount &+= 1 &- goesLeft
      }
    }
    counts = (leftCount, rightCount)
  }
}
