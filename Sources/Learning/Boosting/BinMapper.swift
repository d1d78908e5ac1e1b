/// Where each feature's values are cut into bins.
///
/// A value goes into the bin whose index is the number of cuts below it, so that
///
///     bin(x) ≤ b   exactly when   x ≤ cut b
///
/// and a split found between bins means the same on numbers. A missing value goes into one bin more, behind the others.
/// The cuts put about the same number of rows into each bin and lie between values that occur, never splitting equal
/// ones; a feature with no more distinct values than bins has one bin for each.
public struct BinMapper: Sendable, Equatable {
  /// How many bins the present values may have; with the missing one, a bin is a byte.
  public static let allowedBins = 2...255

  /// The cuts of every feature, ascending, one feature after the other.
  let cuts: [Float]

  /// Where each feature's cuts begin in `cuts`, shape `[F + 1]`.
  let starts: [Int]

  /// F, the number of features.
  public var featureCount: Int { starts.count - 1 }

  /// How many bins the present values of a feature have, 1 to 255.
  public func binCount(_ feature: Int) -> Int {
    starts[feature + 1] - starts[feature] + 1
  }

  /// The bin of a missing value: the one after those of the present values.
  public func missingBin(_ feature: Int) -> UInt8 {
    UInt8(binCount(feature))
  }

  /// The largest number that still falls into a bin: what a split after it compares with.
  ///
  /// The last bin has no cut; there it is the largest finite number, so that a split after it parts the present
  /// values from the missing ones.
  ///
  /// - Precondition: `bin < binCount(feature)`.
  public func threshold(_ feature: Int, after bin: UInt8) -> Float {
    let count = binCount(feature)
    precondition(Int(bin) < count, "BinMapper: feature \(feature) has \(count) bins, so none after \(bin)")
    return Int(bin) == count - 1 ? .greatestFiniteMagnitude : cuts[starts[feature] + Int(bin)]
  }

  init(cuts: [[Float]]) {
    self.cuts = Array(cuts.joined())
    var starts = [0]
    starts.reserveCapacity(cuts.count + 1)
    for column in cuts { starts.append(starts[starts.count - 1] + column.count) }
    self.starts = starts
  }

  /// The cuts of one column.
  ///
  /// - Parameters:
  ///   - sorted: The column's present values, ascending.
  ///   - maxBins: How many bins there may be.
  /// - Returns: Fewer than `maxBins` cuts, ascending.
  /// - Complexity: O(N).
  static func cuts(ofSorted sorted: [Float], maxBins: Int) -> [Float] {
    var distinctCount = 0
    for index in sorted.indices where index == 0 || sorted[index] != sorted[index - 1] { distinctCount += 1 }
    guard distinctCount > 1 else { return [] }
    let hasBinPerValue = distinctCount <= maxBins

    var cuts: [Float] = []
    var remainingRows = sorted.count
    var rowsInBin = 0
    var begin = 0
    while begin < sorted.count && cuts.count < maxBins - 1 {
      var end = begin + 1
      while end < sorted.count && sorted[end] == sorted[begin] { end += 1 }
      // A bin closes before a run of equal values that would take it further past its share than it now falls short.
      let share = Double(remainingRows) / Double(maxBins - cuts.count)
      if rowsInBin > 0 && (hasBinPerValue || Double(rowsInBin) + Double(end - begin) / 2 > share) {
        cuts.append(midpoint(sorted[begin - 1], sorted[begin]))
        remainingRows -= rowsInBin
        rowsInBin = 0
      }
      rowsInBin += end - begin
      begin = end
    }
    return cuts
  }

  /// A number `m` with `low ≤ m < high`, halfway where that can be written.
  static func midpoint(_ low: Float, _ high: Float) -> Float {
    let middle = low / 2 + high / 2
    return low <= middle && middle < high ? middle : low
  }
}
