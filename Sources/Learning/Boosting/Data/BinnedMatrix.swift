/// Features as bin numbers: what trees are grown on.
///
/// Binning sorts the columns, so a matrix that several models share should be binned once; several fits may use one
/// value of this type at the same time.
public struct BinnedMatrix: Sendable {
  /// How many rows there may be: with more, the sums of a leaf would not leave enough bits for its gradients.
  public static let rowLimit = 1 << 28

  /// How many features there may be: a saved model names them in a `Float`.
  public static let featureLimit = 1 << 20

  /// Of a longer column every few rows are sorted, about this many of them; all have their bins assigned.
  static let sortedRows = 200_000

  /// N, the number of rows.
  public let rowCount: Int

  /// F, the number of features.
  public let featureCount: Int

  /// The features' names, shape `[F]`, or empty where they have none.
  public let featureNames: [String]

  /// Which values share a bin.
  public let mapper: BinMapper

  /// Whether a value of the feature is missing in some row, shape `[F]`.
  package let hasMissing: [Bool]

  /// Bytes from one row to the next in `rows`: F rounded up to a multiple of 8, behind the features zeros.
  let stride: Int

  /// The bins row by row, shape `[N, stride]`.
  let rows: KernelBuffer<UInt8>

  /// The bins feature by feature, shape `[F, N]`.
  let columns: KernelBuffer<UInt8>

  /// Bins the features of a training matrix; targets and weights are not read.
  ///
  /// - Parameters:
  ///   - matrix: Shape `[N, F]`; NaN marks a missing value.
  ///   - maxBins: How many bins each feature's present values may have, 2 to 255.
  ///   - threads: How many threads may work at the same time; the bins are the same for all.
  /// - Throws: ``BoostingError`` if there are no features, fewer than two rows, an infinite value or `maxBins` is
  ///   out of range.
  /// - Complexity: O(N·F), by a radix sort of a sample of each column and eight comparisons a value.
  public init(_ matrix: TrainingMatrix, maxBins: Int = 255, threads: Int = 1) throws(BoostingError) {
    guard BinMapper.allowedBins.contains(maxBins) else {
      throw .invalidSetting(name: "maxBins", value: "\(maxBins)", expected: "from 2 to 255")
    }
    guard matrix.featureCount <= Self.featureLimit else {
      throw .tooManyFeatures(columns: matrix.featureCount, limit: Self.featureLimit)
    }
    try matrix.validateFeatures(as: "training")
    guard matrix.rowCount >= 2 else {
      throw .tooFewRows(rows: matrix.rowCount, needed: 2, matrix: "training")
    }
    guard matrix.rowCount <= Self.rowLimit else {
      throw .tooManyRows(rows: matrix.rowCount, limit: Self.rowLimit)
    }
    rowCount = matrix.rowCount
    featureCount = matrix.featureCount
    featureNames = matrix.featureNames
    stride = (matrix.featureCount + 7) / 8 * 8
    let (rows, stride) = (KernelBuffer<UInt8>(count: matrix.rowCount * stride, of: 0), stride)
    let columns = KernelBuffer<UInt8>(count: matrix.features.count, of: 0)
    (mapper, hasMissing) = matrix.features.withUnsafeBufferPointer { values in
      let source = BinningSource(
        values: values.baseAddress!, rowCount: matrix.rowCount, featureCount: matrix.featureCount,
        categorical: matrix.categoricalFeatures)
      let mapper = source.mapper(maxBins: maxBins, sortedRows: Self.sortedRows, threads: threads)
      return (mapper, source.assign(mapper, rows: rows, stride: stride, columns: columns, threads: threads))
    }
    self.rows = rows
    self.columns = columns
  }

  /// The bin of one value.
  package func bin(row: Int, feature: Int) -> UInt8 {
    precondition(row < rowCount && feature < featureCount, "BinnedMatrix: no row \(row), feature \(feature)")
    return columns.base[feature * rowCount + row]
  }
}
