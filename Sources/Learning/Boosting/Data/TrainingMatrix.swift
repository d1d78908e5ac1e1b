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

  /// How much each row counts, shape `[N]`, 0 or more; empty where all count the same.
  public let weights: [Float]

  /// Features whose values are categories: whole numbers from 0 without an order.
  public let categoricalFeatures: Set<Int>

  /// The features' names, shape `[F]`, or empty where they have none.
  public let featureNames: [String]

  /// N, the number of rows.
  public var rowCount: Int { targets.count }

  /// Puts features and targets side by side.
  ///
  /// - Parameters:
  ///   - features: Shape `[N, F]`, row-major, any unit; NaN marks a missing value.
  ///   - featureCount: F.
  ///   - targets: Shape `[N]`, any unit.
  ///   - weights: Shape `[N]`, 0 or more; empty if all rows count the same.
  ///   - categoricalFeatures: Columns that hold categories, whole numbers from 0 to 2²⁴ − 1.
  ///   - featureNames: Shape `[F]`, or empty.
  public init(
    features: [Float], featureCount: Int, targets: [Float], weights: [Float] = [],
    categoricalFeatures: Set<Int> = [], featureNames: [String] = []
  ) {
    self.features = features
    self.featureCount = featureCount
    self.targets = targets
    self.weights = weights
    self.categoricalFeatures = categoricalFeatures
    self.featureNames = featureNames
  }

  /// The largest magnitude of a target: sums and squares of what is below stay far from overflow.
  static let largestTarget: Float = 1e30

  /// Checks that the shapes agree and that every number can be used.
  ///
  /// - Parameters:
  ///   - name: What to call the matrix in an error, such as `training`.
  ///   - expectedColumns: F of the matrix that was trained on, or `nil` for any.
  ///   - objective: What the targets are for.
  func validate(
    as name: String, expectedColumns: Int? = nil, objective: BoostingObjective
  ) throws(BoostingError) {
    if let expectedColumns, featureCount != expectedColumns, featureCount > 0 {
      throw .columnMismatch(columns: featureCount, expected: expectedColumns, matrix: name)
    }
    try validateFeatures(as: name)
    guard rowCount > 0 else { throw .tooFewRows(rows: rowCount, needed: 1, matrix: name) }
    try Self.validate(targets: targets, weights: weights, as: name, objective: objective)
  }

  /// Checks that features fill their shape, that none is infinite, and that what is said of columns fits them.
  func validateFeatures(as name: String) throws(BoostingError) {
    guard featureCount > 0 else { throw .noFeatures(columns: featureCount) }
    let (needed, overflow) = rowCount.multipliedReportingOverflow(by: featureCount)
    guard !overflow && features.count == needed else {
      throw .shapeMismatch(values: features.count, rows: rowCount, columns: featureCount, matrix: name)
    }
    guard featureNames.isEmpty || featureNames.count == featureCount else {
      throw .invalidSetting(
        name: "featureNames", value: "\(featureNames.count) names", expected: "one for each of \(featureCount) columns")
    }
    if let column = categoricalFeatures.first(where: { !(0..<featureCount).contains($0) }) {
      throw .invalidSetting(
        name: "categoricalFeatures", value: "\(column)", expected: "columns from 0 to \(featureCount - 1)")
    }
    let values = features.span
    for index in 0..<values.count where values[index].magnitude == .infinity {
      throw .invalidFeature(
        value: values[index], row: index / featureCount, column: index % featureCount, matrix: name)
    }
  }

  /// Checks that every target is finite, of a magnitude that can be summed, and what the objective is for, and that
  /// weights are 0 or more.
  static func validate(
    targets: [Float], weights: [Float], as name: String, objective: BoostingObjective
  ) throws(BoostingError) {
    for row in targets.indices {
      let target = targets[row]
      guard target.magnitude <= largestTarget else { throw .invalidTarget(value: target, row: row, matrix: name) }
      if let expected = objective.refusal(of: target) {
        throw .unsuitableTarget(value: target, row: row, matrix: name, expected: expected)
      }
    }
    guard weights.isEmpty || weights.count == targets.count else {
      throw .weightMismatch(weights: weights.count, rows: targets.count, matrix: name)
    }
    if let row = weights.firstIndex(where: { !($0 >= 0 && $0 <= largestTarget) }) {
      throw .invalidWeight(value: weights[row], row: row, matrix: name)
    }
    if !weights.isEmpty && !weights.contains(where: { $0 > 0 }) {
      throw .invalidWeight(value: 0, row: 0, matrix: name)
    }
  }
}
