/// Looks for the split of a leaf that lowers the loss the most.
///
/// A leaf of `n` rows whose negative gradients sum to `G` is worth `G² / (n + λ)`. A split is worth what its two leaves
/// are worth together, less what the undivided leaf was:
///
///     gain = G_L² / (n_L + λ) + G_R² / (n_R + λ) − G² / (n + λ)
///
/// The search maximises an equal expression without its cancellation. With `h = n_L + λ` and `H = n + 2λ`:
///
///     G_L² / h + (G − G_L)² / (H − h) = G² / H + H · (G_L − G h / H)² / (h (H − h))
///
/// Missing values are tried on both sides. Where a leaf has none of them in the chosen feature, those met later go
/// with the larger child. Of equal gains the lowest feature wins, then missing to the right, then the lowest bin.
///
/// - SeeAlso: Chen & Guestrin, *XGBoost: A Scalable Tree Boosting System*, KDD 2016, algorithms 1 and 3,
///   [doi:10.1145/2939672.2939785](https://doi.org/10.1145/2939672.2939785).
package struct SplitFinder: Sendable {
  /// λ, the L2 penalty in rows.
  package let l2: Double

  /// How many rows each child must hold.
  package let minRowsPerLeaf: Int

  /// Makes a finder for leaves of a size and a penalty.
  package init(l2: Double, minRowsPerLeaf: Int) {
    self.l2 = l2
    self.minRowsPerLeaf = minRowsPerLeaf
  }

  /// The best split of one leaf, or `nil` if none lowers the loss.
  ///
  /// - Parameters:
  ///   - histogram: The leaf's packed sums, laid out as `columns` say.
  ///   - columns: The features to try.
  ///   - total: The sums of the whole leaf.
  ///   - mapper: How many bins each feature has.
  /// - Complexity: O(bins of all columns). Does not allocate.
  package func best(
    _ histogram: Span<Int64>, columns: Span<HistogramColumn>, total: PackedSum, mapper: BinMapper
  ) -> Split? {
    guard total.count >= 2 * minRowsPerLeaf else { return nil }
    var search = SplitSearch(total: total, l2: l2, minRows: minRowsPerLeaf)
    for index in 0..<columns.count {
      let column = columns[index]
      let binCount = mapper.binCount(Int(column.feature))
      let first = Int(column.offset)
      let missing = histogram[first + binCount]
      if missing == 0 {
        search.scan(histogram.extracting(first..<first + binCount - 1), startingWith: 0, column: index)
      } else {
        search.scan(histogram.extracting(first..<first + binCount), startingWith: 0, column: index)
        search.scan(histogram.extracting(first..<first + binCount - 1), startingWith: missing, column: index)
      }
    }
    guard let found = search.found, case let gain = search.gain, gain > 0 else { return nil }
    let column = columns[found.column]
    let missing = histogram[Int(column.offset) + mapper.binCount(Int(column.feature))]
    let left = PackedSum(bits: found.left)
    let right = PackedSum(bits: total.bits &- found.left)
    return Split(
      feature: Int(column.feature), bin: UInt8(found.bin),
      sendsMissingLeft: missing == 0 ? left.count >= right.count : found.hasMissingLeft,
      gain: gain, left: left, right: right)
  }
}
