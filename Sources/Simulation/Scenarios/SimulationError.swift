/// Why a scenario cannot be run.
public enum SimulationError: Error, Equatable, CustomStringConvertible {
  /// A field outside its range.
  case field(scenario: String, field: String, found: Double, expected: ClosedRange<Double>)
  /// There is no scenario of that name, nor a file.
  case unknownScenario(String, known: [String])
  /// Services that call each other in a circle.
  case cycle(scenario: String, services: [String])
  /// A part of a platform that cannot be: where, and why.
  case platform(scenario: String, field: String, reason: String)
  /// A place in a scenario file.
  case place(file: String, line: Int, column: Int, field: String, reason: String)
  /// The file is not a scenario.
  case file(path: String, reason: String)

  public var description: String {
    switch self {
    case .field(let scenario, let field, let found, let expected):
      "scenario \(scenario): \(field) is \(found), expected a value in \(expected)"
    case .unknownScenario(let name, let known):
      "there is no scenario or file '\(name)'; give one of \(known.joined(separator: ", ")), or a YAML or JSON file"
    case .file(let path, let reason): "\(path): \(reason)"
    case .cycle(let scenario, let services):
      "scenario \(scenario): services \(services.joined(separator: ", ")) call each other in a circle; take one of the calls out"
    case .platform(let scenario, let field, let reason): "scenario \(scenario): \(field) \(reason)"
    case .place(let file, let line, let column, let field, let reason):
      "\(file), line \(line), column \(column): \(field) \(reason)"
    }
  }
}
