/// Why a text is no selector, as one sentence.
package struct SelectorError: Error, Sendable, Equatable, CustomStringConvertible {
  package var selector: String
  package var reason: String

  package init(selector: String, reason: String) {
    self.selector = selector
    self.reason = reason
  }

  package var description: String { "the selector '\(selector)' is wrong: \(reason)" }
}
