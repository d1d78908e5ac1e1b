/// Why a text is no exposition, as one sentence.
package struct ExpositionError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Counted from 1.
  package var line: Int
  package var reason: String

  package init(line: Int, reason: String) {
    self.line = line
    self.reason = reason
  }

  package var description: String { "line \(line): \(reason)" }
}
