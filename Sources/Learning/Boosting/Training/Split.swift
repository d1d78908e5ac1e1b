/// A way to part the rows of a leaf in two.
package struct Split: Sendable, Equatable, BitwiseCopyable {
  /// The feature to look at.
  package var feature: Int

  /// The last bin that goes left; the feature's last bin parts present values from missing ones. Not for categories.
  package var bin: UInt8

  /// Whether rows without a value go left.
  package var sendsMissingLeft: Bool

  /// The bins that go left where the feature holds categories.
  package var categories: BinSet?

  /// Twice what the objective's loss, summed over rows, falls by, as other libraries count it; above 0.
  package var gain: Double

  /// The packed sums of the rows that go left.
  package var left: Int64
}
