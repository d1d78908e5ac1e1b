/// What can be wrong with the data, the settings and the saved models of gradient boosting.
///
/// Each case prints as one sentence: what was found, where, what was expected, and what to do.
public enum BoostingError: Error, Equatable, Sendable {
  /// A setting of ``BoostingConfiguration`` lies outside its range.
  case invalidSetting(name: String, value: String, expected: String)
  /// The quantile of the pinball objective does not lie between 0 and 1.
  case invalidQuantile(Double)
  /// A matrix has no feature columns.
  case noFeatures(columns: Int)
  /// A matrix has more feature columns than a tree can name.
  case tooManyFeatures(columns: Int, limit: Int)
  /// A matrix has fewer rows than are needed.
  case tooFewRows(rows: Int, needed: Int, matrix: String)
  /// A matrix has more rows than the packed histograms can count.
  case tooManyRows(rows: Int, limit: Int)
  /// The number of feature values is not rows times columns.
  case shapeMismatch(values: Int, rows: Int, columns: Int, matrix: String)
  /// A matrix has another number of columns than the one that was trained on.
  case columnMismatch(columns: Int, expected: Int, matrix: String)
  /// A feature is infinite.
  case invalidFeature(value: Float, row: Int, column: Int, matrix: String)
  /// A target is not finite, or too large to be squared and summed.
  case invalidTarget(value: Float, row: Int, matrix: String)
  /// A target is not what the objective is for.
  case unsuitableTarget(value: Float, row: Int, matrix: String, expected: String)
  /// There is not one weight for each row.
  case weightMismatch(weights: Int, rows: Int, matrix: String)
  /// A weight is negative, not finite, or all of them are 0.
  case invalidWeight(value: Float, row: Int, matrix: String)
  /// The model to go on from was fitted to other data or with other settings.
  case cannotResume(problem: String)
  /// Early stopping was asked for without rows to judge by.
  case earlyStoppingWithoutValidation
  /// The residuals grew past what a `Float` can hold.
  case diverged(round: Int)
  /// A tensor of a saved model is absent or makes no sense.
  case invalidModel(tensor: String, problem: String)
  /// A model file cannot be opened.
  case unreadableModelFile(file: String, reason: String)
  /// The content of a model file makes no sense or says what these trees cannot.
  case invalidModelFile(file: String, problem: String, remedy: String)
  /// A model says what the format that it should be written in cannot.
  case inexpressible(format: String, problem: String, remedy: String)
}

extension BoostingError: CustomStringConvertible {
  /// The error as a sentence.
  public var description: String {
    switch self {
    case .invalidSetting(let name, let value, let expected):
      "The boosting setting '\(name)' is \(value), but must be \(expected): change it."
    case .invalidQuantile(let quantile):
      "The quantile to predict is \(quantile), but must lie strictly between 0 and 1: choose, say, 0.9."
    case .noFeatures(let columns):
      "The matrix has \(columns) feature columns, but trees need at least 1 to split on: add a feature."
    case .tooManyFeatures(let columns, let limit):
      "The matrix has \(columns) feature columns, but at most \(limit) can be used: leave some out."
    case .tooFewRows(let rows, let needed, let matrix):
      "The \(matrix) matrix has \(rows) rows, but at least \(needed) are needed: gather more data."
    case .tooManyRows(let rows, let limit):
      "The training matrix has \(rows) rows, but at most \(limit) can be counted: leave some out."
    case .shapeMismatch(let values, let rows, let columns, let matrix):
      "The \(matrix) matrix has \(values) feature values, but \(rows) targets with \(columns) columns each need "
        + "\(rows.multipliedReportingOverflow(by: columns).partialValue): give every target one full row."
    case .columnMismatch(let columns, let expected, let matrix):
      "The \(matrix) matrix has \(columns) feature columns where \(expected) were expected: "
        + "make it from the same features as the training matrix."
    case .invalidFeature(let value, let row, let column, let matrix):
      "The feature in row \(row), column \(column) of the \(matrix) matrix is \(value), but must be finite, "
        + "or NaN where it is missing: clip it or mark it as missing."
    case .invalidTarget(let value, let row, let matrix):
      "The target in row \(row) of the \(matrix) matrix is \(value), but must be finite and at most "
        + "\(TrainingMatrix.largestTarget) in magnitude: leave the row out or rescale the targets."
    case .unsuitableTarget(let value, let row, let matrix, let expected):
      "The target in row \(row) of the \(matrix) matrix is \(value), but the objective is for \(expected): "
        + "mend the targets or choose another objective."
    case .weightMismatch(let weights, let rows, let matrix):
      "The \(matrix) matrix has \(weights) weights for \(rows) rows: give one for each row, or none at all."
    case .invalidWeight(let value, let row, let matrix):
      "The weight in row \(row) of the \(matrix) matrix is \(value), but weights must be finite, 0 or more and not all 0: "
        + "mend them or give none."
    case .cannotResume(let problem):
      "The fit cannot go on from the given model because \(problem): give the data and settings that it was started with."
    case .earlyStoppingWithoutValidation:
      "Early stopping was asked for, but there is no validation matrix to judge by: "
        + "give one, or set earlyStoppingRounds to nil."
    case .diverged(let round):
      "The residuals stopped being finite in round \(round): rescale the targets or lower the learning rate."
    case .invalidModel(let tensor, let problem):
      "The boosted trees cannot be loaded because the tensor '\(tensor)' \(problem): save the model again."
    case .unreadableModelFile(let file, let reason):
      "The model file '\(file)' could not be read (\(reason)): check that it exists and may be read."
    case .invalidModelFile(let file, let problem, let remedy):
      "The model file '\(file)' cannot be loaded because \(problem): \(remedy)."
    case .inexpressible(let format, let problem, let remedy):
      "The model cannot be written as \(format) because \(problem): \(remedy)."
    }
  }
}
