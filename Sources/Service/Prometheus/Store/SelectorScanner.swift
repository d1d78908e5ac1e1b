/// Reads a selector's text from front to back.
struct SelectorScanner {
  private let text: String
  private var rest: Substring

  init(_ text: String) {
    self.text = text
    rest = text[...]
  }

  mutating func matchers() throws(SelectorError) -> [LabelMatcher] {
    var matchers: [LabelMatcher] = []
    skipBlanks()
    let name = take { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") }
    if !name.isEmpty {
      guard name.first?.isNumber == false else { throw error("a name cannot begin with a digit") }
      matchers.append(try matcher(SeriesLabels.metric, .equal, name))
    }
    skipBlanks()
    if skip("{") {
      skipBlanks()
      while !skip("}") {
        matchers.append(try condition())
        skipBlanks()
        guard skip(",") || rest.first == "}" else { throw error("expected ',' or '}' \(here)") }
        skipBlanks()
      }
      skipBlanks()
    }
    guard rest.isEmpty else { throw error("expected its end \(here)") }
    return matchers
  }

  private mutating func condition() throws(SelectorError) -> LabelMatcher {
    let name = take { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    guard let first = name.first, !first.isNumber else { throw error("expected a label's name \(here)") }
    skipBlanks()
    let sign = take { "=!~".contains($0) }
    guard let operation = LabelMatcher.Operation(rawValue: sign) else {
      throw error("expected =, !=, =~ or !~ after '\(name)', not '\(sign)'")
    }
    skipBlanks()
    return try matcher(name, operation, try quoted())
  }

  private func matcher(
    _ name: String, _ operation: LabelMatcher.Operation, _ value: String
  ) throws(SelectorError) -> LabelMatcher {
    guard let matcher = LabelMatcher(name: name, operation: operation, value: value) else {
      throw error("'\(value)' is no regular expression")
    }
    return matcher
  }

  /// A string in double or single quotes with escapes, or in backticks without.
  private mutating func quoted() throws(SelectorError) -> String {
    guard let quote = rest.first, "\"'`".contains(quote) else { throw error("expected a quoted string \(here)") }
    rest.removeFirst()
    var value = ""
    while let character = rest.popFirst() {
      if character == quote { return value }
      guard character == "\\", quote != "`" else {
        value.append(character)
        continue
      }
      guard let escaped = rest.popFirst() else { break }
      switch escaped {
      case "n": value.append("\n")
      case "t": value.append("\t")
      case "r": value.append("\r")
      case "\\", "\"", "'": value.append(escaped)
      default: throw error("'\\\(escaped)' is no escape; write '\\\\\(escaped)' for a regular expression's")
      }
    }
    throw error("a string has no end")
  }

  private mutating func take(while isPart: (Character) -> Bool) -> String {
    let taken = rest.prefix(while: isPart)
    rest = rest.dropFirst(taken.count)
    return String(taken)
  }

  private mutating func skipBlanks() { rest = rest.drop { $0.isWhitespace } }

  private mutating func skip(_ character: Character) -> Bool {
    guard rest.first == character else { return false }
    rest.removeFirst()
    return true
  }

  private var here: String { rest.isEmpty ? "at the end" : "before '\(rest.prefix(20))'" }

  private func error(_ reason: String) -> SelectorError { SelectorError(selector: text, reason: reason) }
}
