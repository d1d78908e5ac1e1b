extension ScrapeSettings {
  static var settings: [Setting<ScrapeSettings>] {
    [.duration("timeoutSeconds", \.timeoutSeconds, 0.1...60, "A scrape may take so long")]
  }

  static func read(_ section: ConfigurationSection) -> ScrapeSettings? {
    let targets = section.addresses("targets")
    let series = SeriesTable.read(section)
    if targets.isEmpty {
      section.findings.complain(
        section.place,
        "\(section.path(of: "targets")) has no address, expected one at least, such as http://web:8080/metrics; add it")
    }
    var settings = ScrapeSettings(targets: targets, series: series ?? SeriesTable())
    section.read(Self.settings, into: &settings)
    settings.bearer = Secret.read("bearer", in: section)
    return targets.isEmpty || series == nil ? nil : settings
  }
}
