/// Which series are meant, as PromQL writes it: `name{label="value", label!="value", label=~"regex", label!~"regex"}`.
///
/// Regular expressions are anchored at both ends, and a label that a series has not is as one without a value.
package struct SeriesSelector: Sendable, Equatable, CustomStringConvertible {
  package let text: String
  /// The only name that a series can have; nil where several can.
  let name: String?
  /// Those that cost least first.
  private let matchers: [LabelMatcher]

  /// - Throws: `SelectorError` where the text is no selector, or one that would take everything.
  package init(_ text: String) throws(SelectorError) {
    var scanner = SelectorScanner(text)
    let matchers = try scanner.matchers()
    guard matchers.contains(where: { !$0.matches("") }) else {
      throw SelectorError(selector: text, reason: "it would take every series; name a metric")
    }
    self.text = text
    name = matchers.first { $0.name == SeriesLabels.metric && $0.operation == .equal }?.value
    self.matchers = matchers.filter { !$0.isRegex } + matchers.filter(\.isRegex)
  }

  package func matches(_ labels: SeriesLabels) -> Bool { matchers.allSatisfy { $0.matches(labels[$0.name]) } }

  package static func == (left: SeriesSelector, right: SeriesSelector) -> Bool { left.text == right.text }

  package var description: String { text }
}
