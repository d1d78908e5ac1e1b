/// Sums over rows that are the same at any thread count: block by block, then the blocks in order.
enum BlockSums {
  private static let blockRows = 1 << 12

  /// Adds up two numbers of each row.
  ///
  /// - Complexity: O(rows).
  static func sum(_ rows: Int, threads: Int, _ terms: @Sendable (Int) -> SIMD2<Double>) -> SIMD2<Double> {
    sum(blocksOf: rows, threads: threads) { rows in
      var sum = SIMD2<Double>.zero
      for row in rows { sum += terms(row) }
      return sum
    }
  }

  /// Adds up two numbers of each block of rows.
  static func sum(
    blocksOf rows: Int, threads: Int, _ block: @Sendable (Range<Int>) -> SIMD2<Double>
  ) -> SIMD2<Double> {
    let sums = KernelBuffer<SIMD2<Double>>(count: (rows + blockRows - 1) / blockRows, of: .zero)
    Workers.perform(rows: rows, inBlocksOf: blockRows, threads: threads) { _, rows in
      sums.base[rows.lowerBound / blockRows] = block(rows)
    }
    return (0..<sums.count).reduce(.zero) { $0 + sums.base[$1] }
  }
}
