/// A series' labels as an exposition prints them, escaped once: `door="main",status="200"`, by name.
package struct MetricLabels: Sendable, Hashable {
  /// What stands for the label values of series beyond a family's limit.
  package static let other = "other"

  package let text: String

  /// - Parameter dimensions: Of a label that is given twice the last value counts; names become valid ones.
  package init(_ dimensions: [(String, String)]) {
    var values: [String: String] = [:]
    for (name, value) in dimensions { values[Self.validName(name)] = value }
    text = values.sorted { $0.key < $1.key }.map { "\($0.key)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
  }

  /// A label's name of letters, digits and underscores; `le` and `quantile` mean something to Prometheus.
  private static func validName(_ name: String) -> String {
    let valid = MetricName.snakeCase(name)
    return ["le", "quantile"].contains(valid) ? "exported_\(valid)" : valid
  }

  private static func escaped(_ value: String) -> String {
    guard value.utf8.contains(where: { [UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "\n")].contains($0) })
    else { return value }
    return MetricName.escaped(value, quotes: true)
  }
}
