/// Features as bin numbers: what trees are grown on.
///
/// Binning sorts every column, so a matrix that several models share should be binned once; six quantiles of
/// one target are six fits on one value of this type, which may run at the same time.
public struct BinnedMatrix: Sendable {
  /// How many rows there may be: ``PackedSum`` counts them in 24 bits.
  public static let rowLimit = (1 << 24) - 1

  /// How many features there may be: a saved model names them in a `Float`.
  public static let featureLimit = 1 << 20

  /// N, the number of rows.
  public let rowCount: Int

  /// F, the number of features.
  public let featureCount: Int

  /// Where the features are cut.
  public let mapper: BinMapper

  /// The bin of each value, shape `[N, F]`, row-major.
  package let bins: [UInt8]

  /// Bins the features of a training matrix; its targets are not read.
  ///
  /// - Parameters:
  ///   - matrix: Shape `[N, F]`; NaN marks a missing value.
  ///   - maxBins: How many bins each feature's present values may have, 2 to 255.
  /// - Throws: ``BoostingError`` if there are no features, fewer than two rows, an infinite value or `maxBins` is
  ///   out of range.
  /// - Complexity: O(N·F), by a radix sort of each column.
  public init(_ matrix: TrainingMatrix, maxBins: Int = 255) throws(BoostingError) {
    guard BinMapper.allowedBins.contains(maxBins) else {
      throw .invalidSetting(name: "maxBins", value: "\(maxBins)", expected: "from 2 to 255")
    }
    guard matrix.featureCount > 0 else { throw .noFeatures(columns: matrix.featureCount) }
    guard matrix.featureCount <= Self.featureLimit else {
      throw .tooManyFeatures(columns: matrix.featureCount, limit: Self.featureLimit)
    }
    guard matrix.rowCount >= 2 else {
      throw .tooFewRows(rows: matrix.rowCount, needed: 2, matrix: "training")
    }
    guard matrix.rowCount <= Self.rowLimit else {
      throw .tooManyRows(rows: matrix.rowCount, limit: Self.rowLimit)
    }
    try TrainingMatrix.validate(
      features: matrix.features, rowCount: matrix.rowCount, featureCount: matrix.featureCount, as: "training")

    rowCount = matrix.rowCount
    featureCount = matrix.featureCount
    var bins = [UInt8](repeating: 0, count: matrix.features.count)
    var cuts: [[Float]] = []
    var present: [Float] = []
    var sorter = ColumnSorter()
    for column in 0..<featureCount {
      present.removeAll(keepingCapacity: true)
      for row in 0..<rowCount {
        let value = matrix.features[row * featureCount + column]
        if !value.isNaN { present.append(value) }
      }
      sorter.sort(&present)
      cuts.append(BinMapper.cuts(ofSorted: present, maxBins: maxBins))
      var span = bins.mutableSpan
      Self.assign(
        matrix.features.span, column: column, of: featureCount, cuts: cuts[column], into: &span)
    }
    mapper = BinMapper(cuts: cuts)
    self.bins = bins
  }

  /// Writes the bins of one column.
  private static func assign(
    _ features: Span<Float>, column: Int, of featureCount: Int, cuts: [Float], into bins: inout MutableSpan<UInt8>
  ) {
    // Cuts padded with +∞ to 255 places: then eight halvings find the place of any value without a branch.
    var padded = cuts
    padded.append(contentsOf: repeatElement(.infinity, count: 255 - cuts.count))
    let table = padded.span
    let missing = UInt8(cuts.count + 1)
    for index in stride(from: column, to: features.count, by: featureCount) {
      let value = features[index]
      var bin = 0
      var step = 128
      while step > 0 {
        bin += table[bin + step - 1] < value ? step : 0
        step >>= 1
      }
      bins[index] = value.isNaN ? missing : UInt8(truncatingIfNeeded: bin)
    }
  }
}
