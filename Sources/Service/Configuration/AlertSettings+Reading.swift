extension AlertSettings {
  static var settings: [Setting<AlertSettings>] {
    [
      .duration("resendSeconds", \.resendSeconds, 1...3_600, "An alert that goes on is sent again after so long"),
      .duration("timeoutSeconds", \.timeoutSeconds, 0.1...600, "One attempt may take so long"),
    ]
  }

  /// Alertmanager forgets an alert that is not sent again for so long, in seconds, unless it is told otherwise.
  private static let resolveSeconds = 300.0

  /// The settings of the section `alertmanager`; nil where there is none.
  static func read(_ top: ConfigurationSection) -> AlertSettings? {
    guard let section = top.section("alertmanager") else { return nil }
    defer { section.finish() }
    let findings = section.findings
    var settings = AlertSettings(urls: section.addresses("urls"))
    section.read(Self.settings, into: &settings)
    for (name, entry, text) in section.texts("labels", of: "a text") {
      guard isLabel(name) else {
        findings.complain(
          entry.place,
          "\(entry.path) is no name of a label, expected letters, digits and _ with no digit first; rename it")
        continue
      }
      settings.labels[name] = text
    }
    if settings.urls.isEmpty {
      findings.complain(
        section.place,
        "\(section.path(of: "urls")) has no address, expected one at least, such as http://127.0.0.1:9093; add it")
    }
    if settings.resendSeconds >= resolveSeconds {
      findings.warn(
        findings.place(of: "alertmanager.resendSeconds"),
        "alertmanager.resendSeconds is \(SettingText(settings.resendSeconds)), so late that Alertmanager ends alerts "
          + "that go on "
          + "where its resolve_timeout is 5 minutes; write less")
    }
    return settings
  }

  private static func isLabel(_ name: String) -> Bool {
    guard let first = name.first, !first.isNumber else { return false }
    return name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }
}
