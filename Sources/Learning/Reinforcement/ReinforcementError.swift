/// What can be wrong with the settings of a learner, or with a saved one.
public enum ReinforcementError: Error, Equatable, Sendable {
  /// A setting is outside of the range that it must lie in.
  case invalidParameter(name: String, value: Double, allowed: String)
}

extension ReinforcementError: CustomStringConvertible {
  /// The error as a sentence.
  public var description: String {
    switch self {
    case .invalidParameter(let name, let value, let allowed):
      "The setting '\(name)' of the learner is \(value), but it must be \(allowed): change it to such a value."
    }
  }
}
