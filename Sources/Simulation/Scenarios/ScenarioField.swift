/// A parameter of a part of a scenario: its name in files, where it is kept, and what it may be.
enum ScenarioField<Part>: Sendable {
  typealias Path<Value> = any WritableKeyPath<Part, Value> & Sendable

  case number(String, Path<Double>, ClosedRange<Double>)
  case count(String, Path<Int>, ClosedRange<Int>)
  case flag(String, Path<Bool>)
  /// One of a few words, and what to do with it.
  case word(String, [String], @Sendable (inout Part, String) -> Bool)
  /// The name of another part.
  case text(String, Path<String>)

  var name: String {
    switch self {
    case .number(let name, _, _), .count(let name, _, _), .flag(let name, _), .word(let name, _, _), .text(let name, _):
      name
    }
  }

  /// What is wrong with the value, in words; nil when nothing is.
  func complaint(about part: Part) -> String? {
    switch self {
    case .number(_, let path, let range):
      let value = part[keyPath: path]
      return range.contains(value) ? nil : "is \(value), expected \(range.lowerBound) to \(range.upperBound)"
    case .count(_, let path, let range):
      let value = part[keyPath: path]
      return range.contains(value) ? nil : "is \(value), expected \(range.lowerBound) to \(range.upperBound)"
    case .flag, .word, .text: return nil
    }
  }
}
