/// Why a scenario cannot be run.
public enum SimulationError: Error, Equatable, CustomStringConvertible {
  /// A field outside its range.
  case field(scenario: String, field: String, found: Double, expected: ClosedRange<Double>)
  /// There is no scenario of that name, nor a file.
  case unknownScenario(String, known: [String])
  /// The file is not a scenario.
  case file(path: String, reason: String)

  public var description: String {
    switch self {
    case .field(let scenario, let field, let found, let expected):
      "scenario \(scenario): \(field) is \(found), expected a value in \(expected)"
    case .unknownScenario(let name, let known):
      "there is no scenario or file '\(name)'; give one of \(known.joined(separator: ", ")), or a JSON file"
    case .file(let path, let reason): "\(path): \(reason)"
    }
  }
}
