extension Incident {
  /// The incident in one sentence: what happened, what was expected, and what else took part.
  public var sentence: String {
    var text = event
    let others = contributions.filter { $0.metric != metric && $0.share >= 0.1 }.prefix(3)
    if !others.isEmpty {
      text += "; also \(others.map { "\($0.metric) (\(Int(($0.share * 100).rounded())) %)" }.joined(separator: ", "))"
    }
    return text + "."
  }

  private var event: String {
    let name = metric ?? "The metrics"
    switch kind {
    case .gap:
      guard metric != nil else { return "No row came for \(Self.text(duration ?? 0)) s" }
      return "\(name) has been missing for \(Self.text(duration ?? 0)) rows"
    case .flatLine:
      let value = finding.map { " at \(Self.text($0.value))" } ?? ""
      return "\(name) has not changed for \(Self.text(duration ?? 0)) rows and stays\(value), longer than ever before"
    case .spike, .shift, .trend:
      guard let finding else { return "\(name) became unusual" }
      let verb =
        switch (kind, direction) {
        case (.spike, .high): "rose to"
        case (.spike, .low): "fell to"
        case (.shift, .high): "moved up and stays, at"
        case (.shift, .low): "moved down and stays, at"
        case (.trend, .high): "keeps rising, to"
        case (.trend, .low): "keeps falling, to"
        default: "is unusual at"
        }
      return "\(name) \(verb) \(Self.text(finding.value)), expected \(Self.text(finding.expected)) "
        + "(\(Self.text(finding.lower)) to \(Self.text(finding.upper)))"
    }
  }

  /// Four digits of a number, and all before the point.
  static func text(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
    var scale = 1.0
    while scale < 1e6, abs(value) * scale < 1_000, value != 0 { scale *= 10 }
    let rounded = (value * scale).rounded() / scale
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }
}
