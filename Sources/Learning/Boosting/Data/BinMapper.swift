/// Which bin each feature's values go into, a byte.
///
/// A number goes into the bin whose index is the number of cuts below it, so that
///
///     bin(x) ≤ b   exactly when   x ≤ cut b
///
/// and a split found between bins means the same on numbers. The cuts put about the same number of rows into each
/// bin and lie between values that occur, never splitting equal ones; a feature with no more distinct values than
/// bins has one bin for each.
///
/// A category has a bin of its own, the most frequent first. Categories beyond the last bin share one with the missing
/// values, ``missingBin``, which no split by categories sends left.
public struct BinMapper: Sendable, Equatable {
  /// How many bins the present values of a feature may have.
  public static let allowedBins = 2...255

  /// The bin of a missing value, of every feature.
  public static let missingBin: UInt8 = 255

  /// How one feature's values are told apart.
  package enum Feature: Sendable, Equatable {
    /// Numbers, by ascending cuts between them.
    case numbers(cuts: [Float])
    /// Categories, each at the index of its bin.
    case categories([Int])
  }

  /// The features in the order of the columns, shape `[F]`.
  package let features: [Feature]

  package init(_ features: [Feature]) { self.features = features }

  /// F, the number of features.
  public var featureCount: Int { features.count }

  /// How many bins the present values of a feature have, 1 to 255.
  public func binCount(_ feature: Int) -> Int {
    switch features[feature] {
    case .numbers(let cuts): cuts.count + 1
    case .categories(let categories): Swift.max(1, categories.count)
    }
  }

  /// Whether a feature's values are categories.
  public func isCategorical(_ feature: Int) -> Bool {
    if case .categories = features[feature] { true } else { false }
  }

  /// The largest number that still falls into a bin: what a split after it compares with.
  ///
  /// The last bin has no cut; there it is the largest finite number, so that a split after it parts the present
  /// values from the missing ones.
  ///
  /// - Precondition: The feature holds numbers and `bin < binCount(feature)`.
  public func threshold(_ feature: Int, after bin: UInt8) -> Float {
    guard case .numbers(let cuts) = features[feature], Int(bin) <= cuts.count else {
      preconditionFailure("BinMapper: feature \(feature) has no number behind bin \(bin)")
    }
    return Int(bin) == cuts.count ? .greatestFiniteMagnitude : cuts[Int(bin)]
  }

  /// The bin that a split at a threshold lies behind; nil where no cut is at the threshold.
  func bin(_ feature: Int, before threshold: Float) -> UInt8? {
    guard case .numbers(let cuts) = features[feature] else { return nil }
    if threshold == .greatestFiniteMagnitude { return UInt8(cuts.count) }
    var (low, high) = (0, cuts.count)
    while low < high {
      let middle = (low + high) / 2
      if cuts[middle] < threshold { low = middle + 1 } else { high = middle }
    }
    return low < cuts.count && cuts[low] == threshold ? UInt8(low) : nil
  }

  /// The cuts of one column.
  ///
  /// - Parameters:
  ///   - sorted: The column's present values, ascending.
  ///   - maxBins: How many bins there may be.
  /// - Returns: Fewer than `maxBins` cuts, ascending.
  /// - Complexity: O(N).
  package static func cuts(ofSorted sorted: Span<Float>, maxBins: Int) -> [Float] {
    var distinctCount = sorted.isEmpty ? 0 : 1
    for index in 1..<Swift.max(1, sorted.count) { distinctCount += sorted[index] != sorted[index - 1] ? 1 : 0 }
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

  /// The categories of one column that get bins: the most frequent, of equals the lower.
  static func categories(_ counts: [Int: Int], maxBins: Int) -> [Int] {
    let ranked = counts.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
    return ranked.prefix(maxBins).map(\.key)
  }
}
