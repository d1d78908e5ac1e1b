extension QueryTable {
  /// The preset of a section under its own queries.
  static func read(_ section: ConfigurationSection) -> QueryTable? {
    let findings = section.findings
    let ready = readPreset(section)
    let own = section.texts("queries", of: "a PromQL expression")
    guard var table = ready else { return nil }
    for (name, entry, text) in own {
      guard let field = findings.field(name, at: entry.place) else { continue }
      table.expressions[field] = text
    }
    guard !table.expressions.isEmpty else {
      findings.complain(
        section.place,
        "\(section.path) asks nothing, expected a preset or queries; add 'queries:' with requestsPerSecond")
      return nil
    }
    findings.warnWithoutLoad(table.expressions[.requestsPerSecond] != nil, section)
    return table
  }

  /// The preset of a section; empty where it has none, nil, with a complaint, where there is no such preset.
  private static func readPreset(_ section: ConfigurationSection) -> QueryTable? {
    let findings = section.findings
    let given = section.texts("parameters", of: "a text")
    guard let entry = section.entry("preset") else {
      if let entry = section.entry("parameters") {
        findings.complain(
          entry.place, "\(entry.path) has no preset beside it, expected one; add 'preset: NAME', or take it out")
      }
      return QueryTable()
    }
    guard let name = section.text(entry, expected: "the name of a preset") else { return nil }
    do {
      return try preset(name, parameters: Dictionary(given.map { ($0.name, $0.text) }) { _, last in last })
    } catch {
      findings.complain(entry.place, "\(entry.path) cannot be used: \(error)")
      return nil
    }
  }
}
