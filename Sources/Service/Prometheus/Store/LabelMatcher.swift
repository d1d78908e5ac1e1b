import Foundation

/// One condition of a selector.
struct LabelMatcher: Sendable {
  enum Operation: String, Sendable, CaseIterable {
    case equal = "="
    case notEqual = "!="
    case matches = "=~"
    case matchesNot = "!~"
  }

  let name: String
  let operation: Operation
  let value: String
  private let regex: NSRegularExpression?

  /// - Returns: Nil where the value should be a regular expression and is none.
  init?(name: String, operation: Operation, value: String) {
    self.name = name
    self.operation = operation
    self.value = value
    switch operation {
    case .equal, .notEqual: regex = nil
    case .matches, .matchesNot:
      guard let regex = try? NSRegularExpression(pattern: "\\A(?:\(value))\\z", options: .dotMatchesLineSeparators)
      else {
        return nil
      }
      self.regex = regex
    }
  }

  var isRegex: Bool { regex != nil }

  /// - Parameter text: The label's value, empty where there is none.
  func matches(_ text: String) -> Bool {
    switch operation {
    case .equal: text == value
    case .notEqual: text != value
    case .matches: isMatch(text)
    case .matchesNot: !isMatch(text)
    }
  }

  private func isMatch(_ text: String) -> Bool {
    regex?.firstMatch(in: text, range: NSRange(location: 0, length: text.utf16.count)) != nil
  }
}
