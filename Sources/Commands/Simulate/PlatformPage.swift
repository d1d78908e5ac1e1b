import Simulation

/// What policies made of a platform, as text and as a page with charts.
struct PlatformPage {
  private let results: [(platform: PlatformSimulation, report: PlatformReport)]
  private let scenario: PlatformScenario
  private let seed: UInt64
  private let first: Int

  /// Lines of a chart of services; more cannot be told apart.
  private static let mostLines = 6

  init(
    _ results: [(platform: PlatformSimulation, report: PlatformReport)], scenario: PlatformScenario, seed: UInt64,
    first: Int
  ) {
    self.results = results
    self.scenario = scenario
    self.seed = seed
    self.first = first
  }

  private var source: String { "platform \(scenario.name), seed \(seed): \(scenario.summary)" }

  private static let header = [
    "policy", "failed %", "slow %", "p95 ms", "p99 ms", "replica-hours", "actions/day", "replicas $", "lost $",
    "in all $",
  ]

  private var rows: [[String]] {
    results.map { result in
      let report = result.report
      let elasticity = report.elasticity
      return [
        elasticity.policy, rounded(elasticity.unservedPercent, 3), rounded(report.slowPercent, 3),
        elasticity.p95LatencyMilliseconds.map { rounded($0, 0) } ?? "–",
        elasticity.p99LatencyMilliseconds.map { rounded($0, 0) } ?? "–", rounded(elasticity.replicaHours, 0),
        rounded(elasticity.scaleActionsPerDay, 1), rounded(elasticity.cost, 2), rounded(report.penalty, 2),
        rounded(elasticity.cost + report.penalty, 2),
      ]
    }
  }

  private static let faultHeader = ["fault", "of", "from min", "minutes", "failed %", "worst p95 ms", "recovery s"]

  private func faultRows(_ report: PlatformReport) -> [[String]] {
    report.faults.map {
      [
        $0.kind, $0.target, rounded($0.startMinutes, 0), rounded($0.minutes, 0), rounded($0.failedPercent, 2),
        rounded($0.worstP95Milliseconds, 0), $0.recoverySeconds.map { rounded($0, 0) } ?? "never",
      ]
    }
  }

  /// Tables as text of fixed width.
  var text: String {
    var text = source + "\n" + Self.columns([Self.header] + rows)
    text += "failed and slow in % of users' requests; $ for replicas, and lost with failed and slow requests\n"
    if let best = results.first, !best.report.faults.isEmpty {
      text += "\n\(best.report.elasticity.policy):\n" + Self.columns([Self.faultHeader] + faultRows(best.report))
      text += "recovery: from the beginning of the fault until users are served well again\n"
    }
    return text
  }

  private static func columns(_ lines: [[String]]) -> String {
    let widths = lines[0].indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { line in
      zip(line, widths).enumerated().map { index, cell in
        let padding = String(repeating: " ", count: cell.1 - cell.0.count)
        return index == 0 ? cell.0 + padding : padding + cell.0
      }.joined(separator: "  ") + "\n"
    }.joined()
  }

  /// The page.
  var html: HTMLReport {
    let build = BuildInfo.current
    var sections: [ReportSection] = []
    guard let shown = results.first else { return HTMLReport(title: "Tidegate", sections: []) }
    sections.append(.keyFigures(keyFigures(shown.report)))
    sections.append(
      .table(
        Table(
          title: "Every policy on the same platform", header: Self.header, rows: rows, highlightedRow: 0,
          note: "Failed and slow: shares of users' requests. $: for replicas, and lost with failed and slow requests."))
    )
    sections += charts.map { .lineChart($0) }
    sections.append(.table(serviceTable(shown.report)))
    if !shown.report.faults.isEmpty {
      sections.append(
        .table(
          Table(
            title: "Faults, as users met them under \(shown.report.elasticity.policy)", header: Self.faultHeader,
            rows: faultRows(shown.report),
            note: "Recovery: from the beginning until under 1 % fail and p95 is within the objective for a minute.")))
    }
    if let table = eventTable(shown.platform) { sections.append(.table(table)) }
    return HTMLReport(
      title: "Tidegate: a platform, and what happened to it", subtitle: source, sections: sections,
      footer: "\(build.command) · tidegate \(build.version), commit \(build.commit), Swift \(build.swift), "
        + "\(build.compilerFlags) · \(build.cpu), \(build.cores) cores")
  }

  private func keyFigures(_ report: PlatformReport) -> [KeyFigure] {
    let other = results.dropFirst().first?.report
    func note(_ value: (PlatformReport) -> String) -> String {
      other.map { "\($0.elasticity.policy) \(value($0))" } ?? ""
    }
    return [
      KeyFigure(
        label: "Failed requests", value: "\(rounded(report.elasticity.unservedPercent, 3)) %",
        note: note { "\(rounded($0.elasticity.unservedPercent, 3)) %" }),
      KeyFigure(
        label: "p95 of users", value: "\(rounded(report.elasticity.p95LatencyMilliseconds ?? 0, 0)) ms",
        note: note { "\(rounded($0.elasticity.p95LatencyMilliseconds ?? 0, 0)) ms" }),
      KeyFigure(
        label: "Replicas", value: "\(rounded(report.elasticity.cost, 2)) $",
        note: note { "\(rounded($0.elasticity.cost, 2)) $" }),
    ]
  }

  private func serviceTable(_ report: PlatformReport) -> Table {
    Table(
      title: "Services under \(report.elasticity.policy)",
      header: [
        "service", "requests", "failed %", "p95 ms", "replica-hours", "most replicas", "$", "killed for memory", "lost",
      ],
      rows: report.cells.map {
        [
          $0.service, rounded($0.requests, 0), rounded($0.failedPercent, 3), rounded($0.p95LatencyMilliseconds, 0),
          rounded($0.replicaHours, 1), "\($0.largestReplicas)", rounded($0.cost, 2), "\($0.outOfMemoryKills)",
          "\($0.otherKills)",
        ]
      },
      note: "Lost: replicas that went with their node or site.")
  }

  private func eventTable(_ platform: PlatformSimulation) -> Table? {
    // Kills of one service within ten minutes are one line.
    var lines: [(event: PlatformEvent, last: Int)] = []
    for event in platform.history.events where event.tick >= first {
      if let index = lines.lastIndex(where: { $0.event.kind == event.kind && $0.event.subject == event.subject }),
        event.tick - lines[index].last <= 40
      {
        lines[index].event.count += event.count
        lines[index].last = event.tick
      } else {
        lines.append((event, event.tick))
      }
    }
    guard !lines.isEmpty else { return nil }
    let shown = lines.prefix(60)
    return Table(
      title: "Events", header: ["minute", "what", "where", "how many"],
      rows: shown.map { line in
        [
          "\(line.event.tick / 4)", line.event.kind.rawValue, line.event.subject,
          line.event.count > 0 ? "\(line.event.count)" : "–",
        ]
      }, note: lines.count > shown.count ? "The first \(shown.count) of \(lines.count)." : "")
  }

  private var spans: [MarkedSpan] {
    let seconds = PlatformScenario.tickSeconds
    return scenario.faults.compactMap { fault in
      let range = fault.ticks(of: seconds)
      let last = min(range.upperBound, scenario.ticks) - 1 - first
      let start = range.lowerBound - first
      return last < max(0, start)
        ? nil : MarkedSpan(steps: max(0, start)...last, label: "\(fault.kind.rawValue) \(fault.target)")
    }
  }

  private var charts: [LineChart] {
    let seconds = PlatformScenario.tickSeconds
    func users(_ value: (PlatformTick) -> Double) -> [Series] {
      results.enumerated().map { index, result in
        Series(
          name: result.report.elasticity.policy, values: result.platform.history.ticks[first...].map(value),
          colour: .number(index))
      }.reversed()
    }
    let objective = scenario.money.objectiveMilliseconds
    var charts = [
      LineChart(
        title: "Users: p95", subtitle: "Of each tick, cut at four times the objective; shaded: faults.", unit: "ms",
        secondsPerStep: seconds, series: users { min(4 * objective, $0.p95Milliseconds) }, spans: spans,
        threshold: LineChart.Threshold(value: objective, label: "objective")),
      LineChart(
        title: "Users: failed requests", subtitle: "In % of each tick's.", unit: "%", secondsPerStep: seconds,
        series: users { $0.requests > 0 ? 100 * $0.failed / $0.requests : 0 }, spans: spans),
    ]
    guard let shown = results.first else { return charts }
    let cells = shown.platform.cellNames.indices.sorted {
      shown.report.cells[$0].replicaHours > shown.report.cells[$1].replicaHours
    }.prefix(Self.mostLines)
    func services(_ value: (PlatformHistory.OfCell) -> [Float]) -> [Series] {
      cells.enumerated().map { index, cell in
        Series(
          name: shown.platform.cellNames[cell],
          values: value(shown.platform.history.cells[cell])[first...].map { Double($0) }, colour: .number(index),
          style: .steps)
      }
    }
    let policy = shown.report.elasticity.policy
    let most = shown.platform.cellNames.count > Self.mostLines ? " The \(Self.mostLines) with most replica-hours." : ""
    charts.append(
      LineChart(
        title: "Ready replicas of the services", subtitle: "Under \(policy).\(most)", unit: "replicas",
        secondsPerStep: seconds, series: services(\.ready), spans: spans))
    charts.append(
      LineChart(
        title: "CPU of the services", subtitle: "Mean over the ready replicas, under \(policy).\(most)", unit: "%",
        secondsPerStep: seconds, series: services(\.cpuPercent), spans: spans))
    charts.append(
      LineChart(
        title: "Cost", subtitle: "US dollars an hour for replicas.", unit: "$/h", secondsPerStep: seconds,
        series: users { $0.replicaCost * 3_600 / seconds }, spans: spans))
    return charts
  }
}
