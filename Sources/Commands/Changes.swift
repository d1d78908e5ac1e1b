import ArgumentParser
import Detection
import Foundation
import Telemetry

/// What changed on a node or a fleet in a window of time: the first question of whoever is called at night.
struct Changes: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say how strange a fleet was in a window of time, and rank the series that changed in it.",
    discussion: """
      --input is a table of metrics, or a folder with a table for each node. A value is anomalous outside of the band that the \
      streaming detector expects it in; a node's anomaly rate is the share of its values that are, the fleet's that of all. \
      Series are ranked by how far the window's values lie from those before, as a multiple of how far they usually do: above 1, \
      further than in 19 of 20 earlier windows of the same length. Nothing after the window is read.
      """)

  @Option(help: ArgumentHelp("CSV or .csv.gz with the metrics of a node, or a folder of such.", valueName: "path"))
  var input: String

  @Option(
    help: ArgumentHelp("First row of the window, or its time (default: 60 rows up to the last).", valueName: "row|time")
  )
  var from: String?

  @Option(
    help: ArgumentHelp("Last row of the window, or its time (default: the last there is).", valueName: "row|time"))
  var to: String?

  @Option(help: "Series to show.")
  var top = 20

  @OptionGroup var series: SeriesOptions
  @OptionGroup var printing: OutputOptions

  private static let defaultRows = 60

  func validate() throws {
    for (option, text) in [("--from", from), ("--to", to)] {
      guard let text, Int(text).map({ $0 < 0 }) ?? (Timestamp.seconds(text) == nil) else { continue }
      throw ValidationError("\(option) is \(text), expected a row, 0 or more, or a time as 2026-01-05T12:00:00Z")
    }
    if top < 1 { throw ValidationError("--top is \(top), expected at least 1") }
  }

  func run() throws {
    let paths = try MetricRows.files(in: input) ?? [input]
    let bar = ProgressBar("nodes", total: paths.count)
    var nodes: [NodeChange] = []
    for (index, path) in paths.enumerated() {
      let table = try series.read(path, columns: nil, inOrder: true)
      let (names, columns) = TrainDetector.metrics(of: table)
      let name = URL(fileURLWithPath: path).lastPathComponent.replacing(".gz", with: "").replacing(".csv", with: "")
      if let window = try window(of: table, path) {
        nodes.append(
          NodeChange(
            name, metrics: names, columns: columns, times: table.timestamps, window: window,
            detector: StreamingDetector(metricCount: names.count)))
      } else {
        warn("\(path): has no rows in the window; it is left out")
      }
      bar.update(index + 1)
    }
    bar.finish()
    guard !nodes.isEmpty else {
      throw CommandFailure(.badData, "\(input): has no rows in the window; give another --from or --to")
    }
    let result = ChangesResult(nodes, top: top)
    if printing.json { try printing.print(result) } else { try StandardOutput.write(result.text) }
  }

  /// The rows that the options ask for; nil where the table has none of them.
  private func window(of table: MetricTable, _ path: String) throws -> Range<Int>? {
    let last = min(try to.map { try row($0, of: table, path, isEnd: true) } ?? .max, table.rowCount - 1)
    let first = try from.map { try row($0, of: table, path, isEnd: false) } ?? max(0, last + 1 - Self.defaultRows)
    if let from, let to, Int(from) != nil, Int(to) != nil, first > last, last < table.rowCount - 1 {
      throw CommandFailure(.usage, "--from \(from) is after --to \(to); give the first row of the window first")
    }
    return first <= last ? first..<last + 1 : nil
  }

  /// A row, or the first one from a time on, or the last one up to it; outside of the table where it has none.
  private func row(_ text: String, of table: MetricTable, _ path: String, isEnd: Bool) throws -> Int {
    if let row = Int(text) { return row }
    guard let times = table.timestamps, let time = Timestamp.seconds(text) else {
      throw CommandFailure(.usage, "\(path) has no time column for \(text); give --from and --to as rows")
    }
    if isEnd { return (times.lastIndex { $0 <= time }) ?? -1 }
    return times.firstIndex { $0 >= time } ?? times.count
  }
}

/// `changes --json`.
struct ChangesResult: Encodable {
  struct Node: Encodable {
    let node: String
    let firstRow: Int
    let lastRow: Int
    /// Shares of values outside of their band; nil where none had one.
    let anomalyRate: Double?
    let anomalyRateBefore: Double?
  }

  struct Series: Encodable {
    let node: String
    let metric: String
    /// The distance of the window from the rows before, and the multiple of the usual one; nil without values to compare.
    let distance: Double?
    let strength: Double?
    let median: Double?
    let medianBefore: Double?
    let anomalyRate: Double?
    let anomalyRateBefore: Double?
  }

  let fleetAnomalyRate: Double?
  let fleetAnomalyRateBefore: Double?
  /// Strangest first.
  let nodes: [Node]
  /// Series of all nodes.
  let seriesCount: Int
  /// Strongest change first, as many as were asked for.
  let series: [Series]

  init(_ nodes: [NodeChange], top: Int) {
    typealias Rate = NodeChange.Rate
    fleetAnomalyRate = nodes.reduce(Rate()) { $0 + $1.rate }.share
    fleetAnomalyRateBefore = nodes.reduce(Rate()) { $0 + $1.rateBefore }.share
    let strangest = nodes.enumerated().sorted {
      ($0.element.rate.share ?? -1, $1.offset) > ($1.element.rate.share ?? -1, $0.offset)
    }
    self.nodes = strangest.map { _, node in
      Node(
        node: node.name, firstRow: node.window.lowerBound, lastRow: node.window.upperBound - 1,
        anomalyRate: node.rate.share, anomalyRateBefore: node.rateBefore.share)
    }
    let all = nodes.flatMap { node in node.series.map { (node.name, $0) } }
    seriesCount = all.count
    let ranked = all.enumerated().sorted {
      ($0.element.1.change?.strength ?? -1, $1.offset) > ($1.element.1.change?.strength ?? -1, $0.offset)
    }
    series = ranked.prefix(top).map { _, entry in
      let (node, series) = entry
      return Series(
        node: node, metric: series.metric, distance: series.change?.distance, strength: series.change?.strength,
        median: series.change?.median, medianBefore: series.change?.medianBefore, anomalyRate: series.rate.share,
        anomalyRateBefore: series.rateBefore.share)
    }
  }

  var text: String {
    func percent(_ share: Double?) -> String { share.map { "\(rounded(100 * $0, 1)) %" } ?? "–" }
    func number(_ value: Double?) -> String { value.map { rounded($0, 3) } ?? "–" }
    let fleet = Table(
      title: "\(nodes.count) nodes, \(seriesCount) series: \(percent(fleetAnomalyRate)) of all values anomalous, "
        + "\(percent(fleetAnomalyRateBefore)) before",
      header: ["node", "rows", "anomalous", "before"],
      rows: nodes.map {
        [$0.node, "\($0.firstRow) to \($0.lastRow)", percent($0.anomalyRate), percent($0.anomalyRateBefore)]
      })
    let changed = Table(
      title: "Series that changed, strongest first",
      header: ["node", "metric", "strength", "median", "before", "anomalous"],
      rows: series.map {
        [
          $0.node, $0.metric, number($0.strength), number($0.median), number($0.medianBefore), percent($0.anomalyRate),
        ]
      },
      note: "strength: distance from the rows before, as a multiple of the usual one.")
    return fleet.markdown + "\n" + changed.markdown
  }
}
