import Service

/// A PromQL expression, as far as its metrics and labels go.
struct Query {
  /// Labels that Prometheus adds to every series.
  private static let added: Set = ["job", "instance"]

  let text: String

  /// Metrics of ours that it asks for, each with the labels that it is selected by.
  var metrics: [(name: String, labels: [String])] {
    text.matches(of: /\b((?:tidegate|process)_[a-z0-9_]+)(\{[^}]*\})?/).map { match in
      let selector = match.output.2.map(String.init) ?? ""
      return (String(match.output.1), selector.matches(of: /([a-z_]+)\s*(?:=~|!~|!=|=)/).map { String($0.output.1) })
    }
  }

  /// Labels that it is grouped by.
  var groups: [String] {
    text.matches(of: /\b(?:by|on|without)\s*\(([^)]*)\)/).flatMap { match in
      match.output.1.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
    }
  }

  /// What it asks for that is not in the catalogue.
  var complaints: [String] {
    var complaints: [String] = []
    var labels = Self.added
    for (name, selected) in metrics {
      guard let family = MetricCatalogue.all.first(where: { $0.sampleNames.contains(name) }) else {
        complaints.append("there is no metric \(name)")
        continue
      }
      let known = Self.added.union(family.labels).union(name.hasSuffix("_bucket") ? ["le"] : [])
      labels.formUnion(known)
      complaints += selected.filter { !known.contains($0) }.map { "\(name) has no label \($0)" }
    }
    return complaints + groups.filter { !labels.contains($0) }.map { "nothing has a label \($0)" }
  }
}
