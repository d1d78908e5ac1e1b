extension SeriesTable {
  static var settings: [Setting<SeriesTable>] {
    [
      .duration("windowSeconds", \.windowSeconds, 1...86_400, "Window of rates and percentiles"),
      .duration("staleSeconds", \.staleSeconds, 1...86_400, "A series is gone when nothing came of it for so long"),
    ]
  }

  static func read(_ section: ConfigurationSection) -> SeriesTable? {
    let findings = section.findings
    var table = SeriesTable()
    section.read(Self.settings, into: &table)
    for (name, rule, keyPlace) in section.sections("series") {
      guard let field = findings.field(name, at: keyPlace) else { continue }
      if let read = Rule.read(rule) { table.rules[field] = read }
    }
    guard !table.rules.isEmpty else {
      findings.complain(
        section.place,
        "\(section.path(of: "series")) has no field, expected one at least; add 'series:' with requestsPerSecond")
      return nil
    }
    findings.warnWithoutLoad(table.rules[.requestsPerSecond] != nil, section)
    return table
  }
}

extension SeriesTable.Rule {
  static var settings: [Setting<SeriesTable.Rule>] {
    [
      .text(
        "selector", \.selector, values: "a series selector", example: "http_requests_total{job=\"web\"}",
        "The series that the field is made of"),
      .choice("combination", \.combination, "What is made of them"),
      .number(
        "factor", \.factor, -1e12...1e12, unit: "times", "The result is multiplied by this, to reach the field's unit"),
      .optional(
        \.divisor, from: "",
        .text(
          "divisor", \.self, values: "a series selector", example: "http_requests_total{job=\"web\"}",
          "The result is divided by the same combination of these")),
    ]
  }

  static func read(_ section: ConfigurationSection) -> SeriesTable.Rule? {
    defer { section.finish() }
    var rule = SeriesTable.Rule(selector: "", combination: .sum)
    section.read(settings, into: &rule)
    for key in ["selector", "combination"] where section.entry(key) == nil {
      section.findings.complain(section.place, "\(section.path(of: key)) is missing, expected one; add '\(key): …'")
    }
    for (key, selector) in [("selector", rule.selector), ("divisor", rule.divisor ?? "")] where !selector.isEmpty {
      do {
        _ = try SeriesSelector(selector)
      } catch {
        section.findings.complain(
          section.entry(key)?.place ?? section.place,
          "\(section.path(of: key)) is '\(selector)', expected a series selector: \(error.reason)")
      }
    }
    return rule.selector.isEmpty ? nil : rule
  }
}
