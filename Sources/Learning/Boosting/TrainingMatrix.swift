/// Rows of features with the number that each should lead to.
///
/// Holding any numbers is allowed; what cannot be trained on is refused by the functions that read it.
public struct TrainingMatrix: Sendable, Equatable {
  /// The features, shape `[N, F]`, row-major; NaN marks a missing value.
  public let features: [Float]

  /// F, the number of features in a row.
  public let featureCount: Int

  /// The targets, shape `[N]`.
  public let targets: [Float]

  /// N, the number of rows.
  public var rowCount: Int { targets.count }

  /// Puts features and targets side by side.
  ///
  /// - Parameters:
  ///   - features: Shape `[N, F]`, row-major, any unit; NaN marks a missing value.
  ///   - featureCount: F.
  ///   - targets: Shape `[N]`, any unit.
  public init(features: [Float], featureCount: Int, targets: [Float]) {
    self.features = features
    self.featureCount = featureCount
    self.targets = targets
  }

  /// The largest magnitude of a target: sums and squares of what is below stay far from overflow.
  static let largestTarget: Float = 1e30

  /// Checks that the shapes agree and that every number can be used.
  ///
  /// - Parameters:
  ///   - name: What to call the matrix in an error, such as `training`.
  ///   - expectedColumns: F of the matrix that was trained on, or `nil` for any.
  func validate(as name: String, expectedColumns: Int? = nil) throws(BoostingError) {
    guard featureCount > 0 else { throw .noFeatures(columns: featureCount) }
    if let expectedColumns, featureCount != expectedColumns {
      throw .columnMismatch(columns: featureCount, expected: expectedColumns, matrix: name)
    }
    guard rowCount > 0 else { throw .tooFewRows(rows: rowCount, needed: 1, matrix: name) }
    try Self.validate(features: features, rowCount: rowCount, featureCount: featureCount, as: name)
    try Self.validate(targets: targets, as: name)
  }

  /// Checks that features fill their shape and that none is infinite.
  static func validate(
    features: [Float], rowCount: Int, featureCount: Int, as name: String
  ) throws(BoostingError) {
    let (needed, overflow) = rowCount.multipliedReportingOverflow(by: featureCount)
    guard !overflow && features.count == needed else {
      throw .shapeMismatch(values: features.count, rows: rowCount, columns: featureCount, matrix: name)
    }
    for index in features.indices where features[index].isInfinite {
      throw .invalidFeature(
        value: features[index], row: index / featureCount, column: index % featureCount, matrix: name)
    }
  }

  /// Checks that every target is finite and of a magnitude that can be summed.
  static func validate(targets: [Float], as name: String) throws(BoostingError) {
    for row in targets.indices where !(targets[row].magnitude <= largestTarget) {
      throw .invalidTarget(value: targets[row], row: row, matrix: name)
    }
  }
}
