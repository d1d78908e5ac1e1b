import Engine

/// The reference of every key, made from the tables that the reader uses.
package enum ConfigurationReference {
  /// A key as the reference shows it.
  private struct Row {
    /// `workloads[].source.csv.file`; `[]` is an element of a list, `*` a name of one's own choice.
    var path: String
    var values: String
    var standard = ""
    var variable = ""
    var summary: String
  }

  private struct Group {
    let title: String
    let rows: [Row]
  }

  /// What stands before the tables in the article.
  package static let marker =
    "<!-- Written by ConfigurationReferenceTests with TIDEGATE_WRITE_REFERENCE=1; edit the tables in the code. -->"

  /// The keys that the reader looks for in a file that has every section; those of sections themselves are left out.
  package static func knownKeys(reading path: String, _ environment: [String: String]) -> Set<String> {
    let findings = Findings(path: path, environment: environment)
    _ = ServiceConfiguration.read(findings, from: ConfigurationFile.read(path, findings))
    return findings.known.filter { key in
      !findings.known.contains { $0.hasPrefix("\(key).") || $0.hasPrefix("\(key)[].") }
    }
  }

  /// All keys that are described.
  package static var keys: Set<String> { Set(groups.flatMap { $0.rows.map(\.path) }) }

  /// The article's tables, as Markdown.
  package static var markdown: String {
    groups.map { group in
      let rows = group.rows.map { row in
        "| `\(row.path)` | \(row.values) | \(row.standard) | \(row.variable.isEmpty ? "" : "`\(row.variable)`") | "
          + "\(row.summary) |"
      }
      return """
        ## \(group.title)

        | key | value | default | environment variable | what |
        |---|---|---|---|---|
        \(rows.joined(separator: "\n"))

        """
    }
    .joined(separator: "\n")
  }

  private static var groups: [Group] {
    let sections = ServiceConfiguration.sections.map { section in
      Group(
        title: section.name.isEmpty ? "At the top" : section.name,
        rows: rows(section.name, section.settings, ServiceConfiguration(), hasVariables: true))
    }
    return sections + [tokens, alertmanager, workloads, prometheus, scrape, remoteWrite, csv, simulator, webhook]
  }

  private static var tokens: Group {
    Group(
      title: "tokens",
      rows: rows("tokens[]", AccessToken.settings, AccessToken.Holder(), isRequired: true)
        + secret("tokens[]", "The secret"))
  }

  private static var alertmanager: Group {
    Group(
      title: "alertmanager",
      rows: [
        Row(
          path: "alertmanager.urls", values: "a list of addresses", standard: "must be given",
          summary: "Each gets every alert"),
        Row(
          path: "alertmanager.labels", values: "texts by name",
          summary: "Labels that each alert bears besides its own"),
      ] + rows("alertmanager", AlertSettings.settings, AlertSettings(urls: [])))
  }

  private static var workloads: Group {
    Group(
      title: "workloads",
      rows: [
        Row(
          path: "workloads[].name", values: "letters, digits and - _ . :, at most 128", standard: "must be given",
          summary: "How doors, logs and metrics call it")
      ]
        + rows("workloads[]", WorkloadSettings.scalars, ServiceConfiguration().defaults).map { row in
          var row = row
          row.standard = "as `defaults`"
          return row
        } + [
          Row(
            path: "workloads[].source.api", values: "nothing", standard: "this source",
            summary: "Somebody posts observations to the REST API"),
          Row(
            path: "workloads[].actuator.log", values: "nothing", standard: "this actuator",
            summary: "Decisions go into the log and to those who ask: Tidegate runs in shadow"),
          Row(
            path: "workloads[].actuator.simulator", values: "nothing",
            summary: "Decisions go into the simulated service that the observations come from"),
        ])
  }

  private static var prometheus: Group {
    let path = "workloads[].source.prometheus"
    return Group(
      title: "A workload that asks a Prometheus",
      rows: [
        Row(path: "\(path).url", values: "an address", standard: "must be given", summary: "Its base address"),
        Row(path: "\(path).preset", values: "a preset's name", summary: "Ready-made queries"),
        Row(path: "\(path).parameters", values: "texts by name", summary: "What the preset must be told"),
        Row(
          path: "\(path).queries", values: "PromQL expressions by field of an observation",
          summary: "Go before the preset's; each gives one number, in the field's unit"),
      ] + rows(path, PrometheusSettings.settings, PrometheusSettings(url: "", queries: QueryTable()))
        + secret("\(path).bearer", "A bearer token that is sent with each request"))
  }

  private static var scrape: Group {
    let path = "workloads[].source.scrape"
    return Group(
      title: "A workload whose processes are scraped",
      rows: [
        Row(
          path: "\(path).targets", values: "a list of addresses", standard: "must be given",
          summary: "Whole addresses of exposition text")
      ] + rows(path, ScrapeSettings.settings, ScrapeSettings(targets: [], series: SeriesTable()))
        + secret("\(path).bearer", "A bearer token that is sent with each request") + series(path))
  }

  private static var remoteWrite: Group {
    Group(title: "A workload that a Prometheus writes", rows: series("workloads[].source.remoteWrite"))
  }

  private static var csv: Group {
    Group(
      title: "A workload that is replayed",
      rows: rows("workloads[].source.csv", ReplaySettings.settings, ReplaySettings(file: "")))
  }

  private static var simulator: Group {
    Group(
      title: "A workload that is simulated",
      rows: rows("workloads[].source.simulator", SimulatorSettings.settings, SimulatorSettings()))
  }

  private static var webhook: Group {
    let path = "workloads[].actuator.webhook"
    return Group(
      title: "A workload whose decisions go to a webhook",
      rows: [
        Row(
          path: "\(path).url", values: "an address", standard: "must be given",
          summary: "Gets each new number of replicas")
      ]
        + secret("\(path).secret", "The key of the HMAC-SHA-256 signature")
        + rows(path, WebhookSettings.settings, WebhookSettings(url: "")))
  }

  private static func series(_ path: String) -> [Row] {
    rows(path, SeriesTable.settings, SeriesTable())
      + rows("\(path).series.*", SeriesTable.Rule.settings, SeriesTable.Rule(selector: "", combination: .sum))
  }

  private static func secret(_ path: String, _ summary: String) -> [Row] {
    [
      Row(path: "\(path).file", values: "a file", summary: "\(summary): the file's first line; one of the two"),
      Row(
        path: "\(path).environment", values: "a variable's name",
        summary: "\(summary): the variable's value; one of the two"),
    ]
  }

  private static func rows<Root>(
    _ path: String, _ settings: [Setting<Root>], _ root: Root, hasVariables: Bool = false, isRequired: Bool = false
  ) -> [Row] {
    settings.map { setting in
      let standard = setting.current(root)
      return Row(
        path: path.isEmpty ? setting.key : "\(path).\(setting.key)", values: setting.values,
        standard: isRequired ? "must be given" : standard.isEmpty ? "" : "`\(standard)`",
        variable: hasVariables ? EnvironmentOverrides.name(section: path, key: setting.key) : "",
        summary: setting.summary)
    }
  }
}
