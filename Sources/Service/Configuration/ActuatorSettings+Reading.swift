extension ActuatorSettings {
  private static let names = ["log", "webhook", "simulator"]

  /// The actuator of a workload; nil, with a complaint, where it is none.
  static func read(_ workload: ConfigurationSection) -> ActuatorSettings? {
    guard let entry = workload.entry("actuator") else { return .log }
    guard let (name, section) = ConfigurationSection.way(entry, of: names, workload.findings) else { return nil }
    defer { section.finish() }
    switch name {
    case "webhook": return WebhookSettings.read(section).map { .webhook($0) }
    case "simulator": return .simulator
    default: return .log
    }
  }
}

extension WebhookSettings {
  static var settings: [Setting<WebhookSettings>] {
    [
      .duration("timeoutSeconds", \.timeoutSeconds, 0.1...600, "One attempt may take so long"),
      .integer("attempts", \.attempts, 1...100, "Attempts for one decision; a newer decision ends them"),
      .duration(
        "resendSeconds", \.resendSeconds, 1...86_400, "A number that has not changed is sent again after so long"),
    ]
  }

  fileprivate static func read(_ section: ConfigurationSection) -> WebhookSettings? {
    let url = section.address("url", isRequired: true)
    var settings = WebhookSettings(url: url ?? "", secret: Secret.read("secret", in: section))
    section.read(Self.settings, into: &settings)
    if section.entry("secret") == nil, url != nil {
      section.findings.warn(
        section.place,
        "\(section.path) has no secret, so requests are not signed and anybody can send such; add 'secret: {file: …}'")
    }
    return url == nil ? nil : settings
  }
}
