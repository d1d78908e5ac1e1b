/// Where one feature that a tree may split on lies in that tree's histograms.
package struct HistogramColumn: Sendable, Equatable {
  /// The feature's column in the matrix.
  package let feature: UInt32

  /// The index of the feature's bin 0 in a histogram; its missing bin lies behind its last.
  package let offset: UInt32

  /// The columns of a tree's features, one behind the other, and the number of cells they need together.
  ///
  /// - Parameters:
  ///   - features: The features to lay out, ascending.
  ///   - mapper: How many bins each has.
  /// - Precondition: Every feature is below `mapper.featureCount`.
  package static func layout(_ features: [Int], _ mapper: BinMapper) -> (columns: [HistogramColumn], cellCount: Int) {
    var columns: [HistogramColumn] = []
    columns.reserveCapacity(features.count)
    var offset = 0
    for feature in features {
      columns.append(HistogramColumn(feature: UInt32(feature), offset: UInt32(offset)))
      offset += mapper.binCount(feature) + 1
    }
    return (columns, offset)
  }
}
