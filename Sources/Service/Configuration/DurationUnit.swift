/// The unit that a duration's bare number is in.
enum DurationUnit: String, CustomStringConvertible {
  case milliseconds
  case seconds
  case days

  var description: String { rawValue }

  /// In seconds.
  var seconds: Double {
    switch self {
    case .milliseconds: 1e-3
    case .seconds: 1
    case .days: 86_400
    }
  }

  /// A value in this unit as a duration that can be read again.
  func text(_ value: Double) -> String {
    let suffix =
      switch self {
      case .milliseconds: "ms"
      case .seconds: "s"
      case .days: "d"
      }
    return "\(SettingText(value))\(suffix)"
  }
}
