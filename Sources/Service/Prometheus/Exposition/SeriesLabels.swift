/// What a series is known by: its labels, the metric's name among them.
package struct SeriesLabels: Hashable, Sendable, CustomStringConvertible {
  package struct Label: Hashable, Sendable, Comparable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }

    package static func < (left: Label, right: Label) -> Bool { left.name < right.name }
  }

  /// A label that stands twice in the same series.
  package struct Duplicate: Error, Equatable {
    package var name: String
  }

  /// The label that holds the metric's name.
  package static let metric = "__name__"

  /// In the order of their names, each name once, no value empty: a label without a value is no label.
  package let pairs: [Label]

  /// - Throws: `Duplicate` when a name stands twice.
  package init(_ labels: [Label]) throws(Duplicate) {
    var pairs = labels
    if !zip(pairs, pairs.dropFirst()).allSatisfy({ $0 < $1 }) {
      pairs.sort()
      for (label, next) in zip(pairs, pairs.dropFirst()) where label.name == next.name {
        throw Duplicate(name: label.name)
      }
    }
    if pairs.contains(where: { $0.value.isEmpty }) { pairs.removeAll { $0.value.isEmpty } }
    self.pairs = pairs
  }

  /// A label's value, empty where there is no such label.
  package subscript(name: String) -> String { pairs.first { $0.name == name }?.value ?? "" }

  package var name: String { self[Self.metric] }

  /// With a label that says where the series is from; one of that name that it had becomes `exported_…`, as in
  /// Prometheus.
  package func adding(_ name: String, _ value: String) -> SeriesLabels {
    var labels = pairs
    if !self[name].isEmpty {
      let exported = "exported_\(name)"
      labels.removeAll { $0.name == exported }
      for index in labels.indices where labels[index].name == name { labels[index].name = exported }
    }
    labels.append(Label(name, value))
    labels.sort()
    return SeriesLabels(sorted: labels)
  }

  private init(sorted: [Label]) { pairs = sorted }

  /// As PromQL writes it.
  package var description: String {
    let others = pairs.filter { $0.name != Self.metric }
    return name + "{" + others.map { "\($0.name)=\"\($0.value)\"" }.joined(separator: ",") + "}"
  }
}
