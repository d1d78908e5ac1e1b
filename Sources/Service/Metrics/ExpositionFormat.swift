/// The texts in which metrics can be given.
package enum ExpositionFormat: Sendable, CaseIterable {
  /// OpenMetrics 1.0.
  case openMetrics
  /// Prometheus's text format 0.0.4.
  case text

  package var contentType: String {
    switch self {
    case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
    case .text: "text/plain; version=0.0.4; charset=utf-8"
    }
  }

  private var mediaType: (name: String, version: String) {
    switch self {
    case .openMetrics: ("application/openmetrics-text", "1.0.0")
    case .text: ("text/plain", "0.0.4")
    }
  }

  /// The format that an `Accept` header likes best; text where it likes none, or both equally through a wildcard.
  ///
  /// - SeeAlso: RFC 9110, section 12.5.1, [doi:10.17487/RFC9110](https://doi.org/10.17487/RFC9110).
  package init(accept: String?) {
    let ranges = (accept ?? "").split(separator: ",").compactMap(MediaRange.init)
    let openMetrics = Self.openMetrics.liking(of: ranges)
    let text = Self.text.liking(of: ranges)
    self = openMetrics.quality > 0 && openMetrics.isNamed && openMetrics.quality >= text.quality ? .openMetrics : .text
  }

  /// The quality that the most specific range gives it.
  private func liking(of ranges: [MediaRange]) -> (quality: Double, isNamed: Bool) {
    let (name, version) = mediaType
    let matching = ranges.filter { range in
      (range.type == name && (range.version ?? version) == version) || range.type == "*/*"
        || range.type == name.prefix { $0 != "/" } + "/*"
    }
    guard let best = matching.max(by: { ($0.specificity, $0.quality) < ($1.specificity, $1.quality) }) else {
      return (0, false)
    }
    return (best.quality, best.type == name)
  }
}

/// One part of an `Accept` header.
private struct MediaRange {
  let type: String
  let version: String?
  let quality: Double

  var specificity: Int {
    if type == "*/*" { return 0 }
    return type.hasSuffix("/*") ? 1 : version == nil ? 2 : 3
  }

  /// Nil where the quality cannot be read.
  init?(_ text: Substring) {
    let parts = text.split(separator: ";").map { part in
      part.lowercased().filter { !$0.isWhitespace && $0 != "\"" }
    }
    guard let first = parts.first else { return nil }
    func parameter(_ name: String) -> String? {
      parts.dropFirst().first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
    }
    guard let quality = Double(parameter("q") ?? "1"), (0...1).contains(quality) else { return nil }
    type = first
    version = parameter("version")
    self.quality = quality
  }
}
