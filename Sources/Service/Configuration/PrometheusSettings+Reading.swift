extension PrometheusSettings {
  static var settings: [Setting<PrometheusSettings>] {
    [
      .duration(
        "backfill", \.backfillSeconds, 0...31_536_000, "History to learn from before the first tick; 0 for none"),
      .duration("timeoutSeconds", \.timeoutSeconds, 0.1...600, "A query may take so long"),
    ]
  }

  static func read(_ section: ConfigurationSection, url given: String?) -> PrometheusSettings? {
    var url = section.address("url", isRequired: given == nil)
    if let given { url = given }
    let queries = QueryTable.read(section)
    var settings = PrometheusSettings(url: url ?? "", queries: queries ?? QueryTable())
    section.read(Self.settings, into: &settings)
    settings.bearer = Secret.read("bearer", in: section)
    return url == nil || queries == nil ? nil : settings
  }
}
