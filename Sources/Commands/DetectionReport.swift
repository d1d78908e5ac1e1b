import Detection
import Foundation
import Telemetry

/// The walk of `detect` as a page: incidents in words, the score, the metrics that stood out most, and incidents from near.
struct DetectionReport {
  private static let shownMetrics = 6
  private static let shownIncidents = 12
  private static let closeUps = 3
  /// Rows before and after an incident from near.
  private static let margin = 120

  let table: MetricTable
  let names: [String]
  let columns: [[Double]]
  let walk: DetectionWalk
  let events: [LabelledInterval]
  let model: String

  init(
    _ table: MetricTable, names: [String], columns: [[Double]], walk: DetectionWalk, events: [LabelledInterval],
    model: String
  ) {
    self.table = table
    self.names = names
    self.columns = columns
    self.walk = walk
    self.events = events
    self.model = model
  }

  private var step: Double { table.interval ?? 60 }
  private var days: Double { Double(table.rowCount) * step / 86_400 }

  var page: HTMLReport {
    var sections: [ReportSection] = [.keyFigures(figures)]
    if !walk.incidents.isEmpty { sections.append(.table(incidentTable)) }
    sections.append(.lineChart(scoreChart))
    let all = 0..<table.rowCount
    sections += topMetrics.map { metric in
      .lineChart(chart(of: metric, rows: all, title: names[metric], subtitle: part(of: metric)))
    }
    let near = walk.strongest(Self.closeUps).filter { $0.metric != nil }
    if !near.isEmpty {
      sections.append(
        .text(
          heading: "From near",
          paragraphs: [
            "The strongest incidents, with \(Self.margin) rows before and after; 0 is the first row of each."
          ]))
    }
    for incident in near {
      guard let metric = names.firstIndex(of: incident.metric ?? "") else { continue }
      let rows = max(0, incident.firstRow - Self.margin)..<min(table.rowCount, incident.lastRow + Self.margin + 1)
      sections.append(
        .lineChart(
          chart(
            of: metric, rows: rows, title: "\(names[metric]), row \(incident.firstRow)", subtitle: incident.sentence,
            beginning: incident.firstRow)))
    }
    return HTMLReport(
      title: "Anomalies",
      subtitle: "\(table.rowCount) rows of \(names.count) metrics, by the \(model) detector"
        + (table.timestamps?.first.map { ", from \(time($0)) UTC" } ?? ""),
      sections: sections, footer: BuildInfo.current.command)
  }

  private var figures: [KeyFigure] {
    let tally = AlarmTally(
      walk.verdicts.map(\.score.isAnomaly), events: events.map(\.rows), gap: AlarmTally.gap(interval: table.interval))
    var figures = [
      KeyFigure(
        label: "Incidents", value: "\(walk.incidents.count)",
        note: table.interval == nil ? "" : "\(rounded(Double(walk.incidents.count) / max(days, 1e-9), 2)) a day"),
      KeyFigure(
        label: "Anomalous rows", value: "\(walk.verdicts.count { $0.score.isAnomaly })", note: "of \(table.rowCount)"),
      KeyFigure(label: "Silent at first", value: "\(walk.warmUpRows) rows", note: "too little was known"),
    ]
    if !events.isEmpty {
      figures.append(
        KeyFigure(
          label: "Known events found", value: "\(tally.detected) of \(tally.events)",
          note: "\(tally.falseAlarms) alarms outside of them"))
    }
    return figures
  }

  private var incidentTable: Table {
    let shown = walk.strongest(Self.shownIncidents)
    let rest = walk.incidents.count - shown.count
    let isTimed = table.timestamps != nil
    return Table(
      title: "Incidents", header: (isTimed ? ["from"] : []) + ["rows", "kind", "score", "what happened"],
      rows: shown.map { incident in
        (isTimed ? [time(incident.firstTime)] : []) + [
          incident.firstRow == incident.lastRow ? "\(incident.firstRow)" : "\(incident.firstRow)–\(incident.lastRow)",
          Self.words(incident.kind), rounded(incident.peakScore, 1), incident.sentence,
        ]
      },
      note: "The score is in thresholds." + (rest > 0 ? " \(rest) weaker incidents are left out." : ""))
  }

  private static func words(_ kind: AnomalyKind) -> String { kind == .flatLine ? "flat line" : kind.rawValue }

  private func time(_ seconds: Double?) -> String {
    guard let seconds else { return "–" }
    return Date(timeIntervalSince1970: seconds).formatted(
      .iso8601.year().month().day().dateTimeSeparator(.space).time(includingFractionalSeconds: false))
  }

  private var scoreChart: LineChart {
    let limit = 10.0
    return LineChart(
      title: "Anomaly score",
      subtitle: "1 is the threshold; values above \(Int(limit)) are drawn at \(Int(limit))."
        + (events.isEmpty ? "" : " Shaded grey: known events."),
      unit: "score", secondsPerStep: step,
      series: [Series(name: "score", values: walk.verdicts.map { min($0.score.value, limit) }, colour: .violet)],
      spans: eventSpans(in: 0..<table.rowCount),
      threshold: LineChart.Threshold(value: 1, label: "threshold"))
  }

  /// The metrics with the largest part in the incidents, largest first.
  private var topMetrics: [Int] {
    var parts = [Double](repeating: 0, count: names.count)
    for incident in walk.incidents {
      for contribution in incident.contributions {
        if let metric = names.firstIndex(of: contribution.metric) { parts[metric] += contribution.share }
      }
    }
    let order = names.indices.sorted { (parts[$0], -$0) > (parts[$1], -$1) }
    return order.filter { parts[$0] > 0 || walk.incidents.isEmpty }.prefix(Self.shownMetrics).map { $0 }
  }

  private func part(of metric: Int) -> String {
    let own = walk.incidents.filter { $0.metric == names[metric] }
    guard !own.isEmpty else { return "Took part in incidents of other metrics." }
    let kinds = AnomalyKind.allCases.compactMap { kind in
      let count = own.count { $0.kind == kind }
      return count == 0 ? nil : "\(count) \(Self.words(kind))"
    }
    return "First in \(own.count) of \(walk.incidents.count) incidents: \(kinds.joined(separator: ", "))."
  }

  private func chart(of metric: Int, rows: Range<Int>, title: String, subtitle: String, beginning: Int? = nil)
    -> LineChart
  {
    // From near, time counts from the incident's first row.
    let isNear = beginning != nil
    let firstSecond = Double(rows.lowerBound - (beginning ?? 0)) * step
    let values = Array(columns[metric][rows])
    var bands: [Band] = []
    var series = [Series(name: "measured", values: values, colour: .blue)]
    let expectation = walk.expectations[metric]
    if expectation.expected[rows].contains(where: { $0.isFinite }) {
      bands.append(
        Band(
          name: "expected band", lower: Array(expectation.lower[rows]), upper: Array(expectation.upper[rows]),
          colour: .grey)
      )
      if isNear {
        series.append(
          Series(name: "expected", values: Array(expectation.expected[rows]), colour: .grey, isDashed: true))
      }
    }
    let known = values.filter { $0.isFinite }
    let lowest = known.min() ?? 0
    let highest = known.max() ?? 1
    let room = max(0.15 * (highest - lowest), 1e-3 * abs(highest), 1e-9)
    return LineChart(
      title: title, subtitle: subtitle, unit: "", secondsPerStep: step,
      firstSecond: firstSecond, series: series, bands: bands,
      spans: eventSpans(in: rows) + incidentSpans(of: metric, in: rows), includesZero: false,
      range: bands.isEmpty ? nil : (lowest >= 0 ? max(0, lowest - room) : lowest - room)...highest + room)
  }

  private func incidentSpans(of metric: Int, in rows: Range<Int>) -> [MarkedSpan] {
    walk.incidents.filter { $0.metric == names[metric] }.compactMap {
      Self.span($0.firstRow...$0.lastRow, Self.words($0.kind), .fault, in: rows)
    }
  }

  private func eventSpans(in rows: Range<Int>) -> [MarkedSpan] {
    events.compactMap { Self.span($0.rows, $0.kind, .neutral, in: rows) }
  }

  private static func span(
    _ covered: ClosedRange<Int>, _ label: String, _ tone: MarkedSpan.Tone, in rows: Range<Int>
  ) -> MarkedSpan? {
    let shown = covered.clamped(to: rows.lowerBound...max(rows.lowerBound, rows.upperBound - 1))
    guard covered.overlaps(shown) else { return nil }
    return MarkedSpan(
      steps: shown.lowerBound - rows.lowerBound...shown.upperBound - rows.lowerBound, label: label, tone: tone)
  }
}
