/// Why a forecaster could not be trained or loaded.
public enum ForecastError: Error, Equatable, CustomStringConvertible {
  /// Too few rows whose forecast window has ended.
  case historyTooShort(rows: Int, needed: Int)
  /// Quantile levels that do not rise, or do not lie between 0 and 1.
  case levels([Double])
  /// The model was made for another target or feature schema.
  case otherSchema(found: String, expected: String)
  /// The learner refused its input.
  case learning(String)
  /// The file is not a forecaster.
  case file(String)

  public var description: String {
    switch self {
    case .historyTooShort(let rows, let needed):
      "the history has \(rows) rows to learn from, at least \(needed) are needed; give a longer history"
    case .levels(let levels):
      "quantile levels must rise and lie between 0 and 1, not \(levels); give for example 0.05,0.5,0.95"
    case .otherSchema(let found, let expected):
      "the model forecasts \(found), but \(expected) is asked for; train one with the same options"
    case .learning(let reason): reason
    case .file(let reason): reason
    }
  }
}
