/// Why the engine could not be set up.
public enum EngineError: Error, Equatable, CustomStringConvertible {
  /// A setting outside its range.
  case setting(name: String, found: String, expected: String)
  /// A model that does not fit, or is damaged.
  case model(String)
  /// A saved state that does not fit, or is damaged.
  case state(String)

  public var description: String {
    switch self {
    case .setting(let name, let found, let expected): "\(name) is \(found), expected a value in \(expected)"
    case .model(let reason): reason
    case .state(let reason): reason
    }
  }
}
