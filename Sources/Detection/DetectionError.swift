/// Why a detector could not be trained or loaded.
public enum DetectionError: Error, Equatable, CustomStringConvertible {
  /// Too few rows to train and validate on.
  case tooFewRows(found: Int, needed: Int)
  /// The model was trained on other metrics.
  case otherMetrics(found: [String], expected: [String])
  /// The learner refused its input.
  case learning(String)
  /// The file is not a detector.
  case file(String)

  public var description: String {
    switch self {
    case .tooFewRows(let found, let needed):
      "\(found) rows are too few to train a detector on, at least \(needed) are needed; give a longer file"
    case .otherMetrics(let found, let expected):
      "the data has the metrics \(found.joined(separator: ", ")), but the model was trained on "
        + "\(expected.joined(separator: ", ")); name the columns with --column or train a model on this data"
    case .learning(let reason): reason
    case .file(let reason): reason
    }
  }
}
