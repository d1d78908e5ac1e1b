extension SourceSettings {
  private static let names = ["api", "prometheus", "scrape", "remoteWrite", "csv", "simulator"]

  /// The source of a workload; nil, with a complaint, where it is none.
  ///
  /// - Parameter prometheus: The address of a Prometheus that goes before the section's.
  static func read(_ workload: ConfigurationSection, prometheus: String?) -> SourceSettings? {
    guard let entry = workload.entry("source") else {
      guard let prometheus else { return .api }
      workload.findings.complain(
        workload.place,
        "\(workload.path(of: "source")) is missing, expected prometheus with a preset or queries to ask "
          + "\(prometheus); add it"
      )
      return nil
    }
    guard let (name, section) = ConfigurationSection.way(entry, of: names, workload.findings) else { return nil }
    defer { section.finish() }
    switch name {
    case "prometheus": return PrometheusSettings.read(section, url: prometheus).map { .prometheus($0) }
    case "scrape": return ScrapeSettings.read(section).map { .scrape($0) }
    case "remoteWrite": return SeriesTable.read(section).map { .remoteWrite($0) }
    case "csv": return ReplaySettings.read(section).map { .csv($0) }
    case "simulator": return SimulatorSettings.read(section).map { .simulator($0) }
    default: return .api
    }
  }
}
