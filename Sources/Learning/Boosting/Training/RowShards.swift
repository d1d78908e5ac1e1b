/// The rows of a growing tree's leaves, dealt to shards so that threads can part them without waiting for each other.
///
/// Rows are dealt in blocks, so that every shard has its part of every stretch of rows. In each shard a leaf's rows are
/// one segment of one array, in ascending order.
final class RowShards: @unchecked Sendable {
  private struct Segment: BitwiseCopyable {
    var start = 0
    var count = 0
    /// Whether the rows are all that were dealt to the shard, and still where they were dealt.
    var isWhole = false
  }

  private static let blockRows = 1024

  let shardCount: Int
  private let rowCount: Int
  private let rows: KernelBuffer<UInt32>
  private let scratch: KernelBuffer<UInt32>
  /// All rows in the order in which they are dealt.
  private let dealt: KernelBuffer<UInt32>
  /// Where each shard's rows begin in the arrays, shape `[S + 1]`.
  private let shardStarts: [Int]
  /// Shape `[leaves, S]`.
  private let segments: KernelBuffer<Segment>

  /// - Parameters:
  ///   - rowCount: N.
  ///   - leaves: How many leaves there may be.
  ///   - threads: How many threads will share the work.
  init(rowCount: Int, leaves: Int, threads: Int) {
    self.rowCount = rowCount
    shardCount = threads == 1 ? 1 : Swift.max(1, Swift.min(8 * threads, rowCount / (4 * Self.blockRows)))
    rows = KernelBuffer(count: rowCount, of: 0)
    scratch = KernelBuffer(count: rowCount, of: 0)
    dealt = KernelBuffer(count: rowCount, of: 0)
    segments = KernelBuffer(count: Swift.min(leaves, rowCount) * shardCount, of: Segment())
    var starts = [0]
    var next = 0
    for shard in 0..<shardCount {
      for block in stride(from: shard * Self.blockRows, to: rowCount, by: shardCount * Self.blockRows) {
        for row in block..<Swift.min(block + Self.blockRows, rowCount) {
          dealt.base[next] = UInt32(row)
          next += 1
        }
      }
      starts.append(next)
    }
    shardStarts = starts
  }

  /// Puts rows into the first leaf.
  ///
  /// - Parameter isSampled: Whether to take each row, shape `[N]`; nil takes all.
  func reset(isSampled: [Bool]?, threads: Int) {
    Workers.perform(shardCount, threads: isSampled == nil ? 1 : threads) { _, shard in
      let own = shardStarts[shard]..<shardStarts[shard + 1]
      guard let isSampled else {
        segments.base[shard] = Segment(start: own.lowerBound, count: own.count, isWhole: true)
        return
      }
      var end = own.lowerBound
      for index in own {
        let row = dealt.base[index]
        rows.base[end] = row
        end &+= isSampled[Int(row)] ? 1 : 0
      }
      segments.base[shard] = Segment(start: own.lowerBound, count: end - own.lowerBound)
    }
  }

  /// One leaf's rows in one shard, ascending.
  func rows(leaf: Int, shard: Int) -> UnsafeBufferPointer<UInt32> {
    let segment = segments.base[leaf * shardCount + shard]
    return UnsafeBufferPointer(start: (segment.isWhole ? dealt : rows).base + segment.start, count: segment.count)
  }

  /// How many rows a leaf has.
  func count(leaf: Int) -> Int {
    (0..<shardCount).reduce(0) { $0 + segments.base[leaf * shardCount + $1].count }
  }

  /// Parts one shard of a leaf: the rows that go left stay the leaf's, the others become another's.
  func split(leaf: Int, right: Int, shard: Int, column: UnsafePointer<UInt8>, by split: Split) {
    let segment = segments.base[leaf * shardCount + shard]
    let (own, others) = (rows.base + segment.start, scratch.base + segment.start)
    let left: Int
    if segment.isWhole {
      var counts = (left: 0, right: 0)
      for block in stride(from: shard * Self.blockRows, to: rowCount, by: shardCount * Self.blockRows) {
        PartitionKernel.split(
          consecutive: block..<Swift.min(block + Self.blockRows, rowCount), left: own, right: others, column: column,
          by: split, counts: &counts)
      }
      left = counts.left
      (own + left).update(from: others, count: counts.right)
    } else {
      left = PartitionKernel.split(
        UnsafeMutableBufferPointer(start: own, count: segment.count), scratch: others, column: column, by: split)
    }
    segments.base[leaf * shardCount + shard] = Segment(start: segment.start, count: left)
    segments.base[right * shardCount + shard] = Segment(start: segment.start + left, count: segment.count - left)
  }
}
