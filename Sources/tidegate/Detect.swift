import ArgumentParser
import Detection
import Telemetry

/// Scores each row of a table: how strange is it, and which metric says so.
struct Detect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Score each row of a table of metrics by how strange it is.",
    discussion: """
      With --train models of normal operation are fitted there, by default an ensemble with an LSTM at its heart; with \
      --model DIR a trained one is used; without either the streaming detector starts cold and sees only the past. A \
      trained kind without rows to learn from is replaced by the streaming detector, which is said. Output: \
      row,score,threshold,anomaly,top with 1 the threshold and `top` the metric that contributed most. Every row is \
      scored, in the order of the file. Anomalous rows less than an hour apart are one incident with one alarm; a busy \
      metric that stops changing is one too.
      """)

  @Option(help: "CSV or .csv.gz with the metrics.")
  var input: String

  @Option(help: "CSV or .csv.gz of normal operation to fit the detector on, or a folder of such.")
  var train: String?

  @Option(parsing: .upToNextOption, help: "Columns to use (default: all but the time).")
  var column: [String] = []

  @OptionGroup var series: SeriesOptions

  @Option(
    help:
      "\(DetectorKind.trainedNames) (fitted to --train); ensemble without --train: the shipped one, for its five metrics; streaming, range, null; or a folder."
  )
  var model: String?

  @Option(help: "Wanted probability of an alarm per row, for a detector that is trained here.")
  var alarmRate: Double?

  @Flag(
    help: ArgumentHelp(
      "Let the threshold follow the scores, --alarm-rate the wanted probability (default 0.001).",
      discussion: """
        DSPOT, from row 1000 on; what grows slowly is then no news. Not for detectors most of whose scores are 0.
        """))
  var adaptiveThreshold = false

  @Option(help: "Hidden units of the LSTM.")
  var hidden = TrainedDetectorConfiguration().hidden

  @Option(help: "The CSV file to write.")
  var output: String

  @Flag(
    help: "Add the columns alarm,kind,expected,lower,upper: where an incident begins, its kind so far, and the band.")
  var explain = false

  @Option(help: "File for the incidents, one JSON object a line.")
  var incidents: String?

  @Option(help: "Folder to write an HTML report into.")
  var report: String?

  @Option(help: ArgumentHelp("CSV of known events, start,end,kind, to show in the report.", valueName: "file"))
  var labels: String?

  @OptionGroup var watching: MonitorOptions
  @OptionGroup var training: TrainingOptions
  @OptionGroup var printing: OutputOptions

  func validate() throws {
    try TrainDetector.check(hidden: hidden, alarmRate: alarmRate)
    if labels != nil, report == nil {
      throw ValidationError("--labels is for the page of --report; give --report DIR too")
    }
    if adaptiveThreshold, let alarmRate, alarmRate >= 0.02 {
      throw ValidationError("--alarm-rate is \(alarmRate), expected less than 0.02 with --adaptive-threshold")
    }
    if let incidents, incidents == output {
      throw ValidationError("--incidents and --output are both \(output); give two files")
    }
  }

  func run() throws {
    let table = try series.read(input, columns: column.isEmpty ? nil : column, inOrder: false)
    let (names, columns) = TrainDetector.metrics(of: table)
    let events = try labels.map { try LabelledInterval.read($0) } ?? []
    if let event = events.first(where: { $0.end >= table.rowCount }) {
      throw CommandFailure(
        .badData,
        "\(labels ?? ""): found an event in rows \(event.start) to \(event.end), expected rows below \(table.rowCount) as "
          + "\(input) has; give the labels of that file")
    }
    var (detector, kind) = try makeDetector(names)
    if adaptiveThreshold {
      guard ![.streaming, .range, .random, .null].contains(DetectorKind(rawValue: kind)) else {
        throw CommandFailure(
          .usage,
          "--adaptive-threshold is not for the \(kind) detector, most of whose scores are 0; give --train or --model")
      }
      detector = AdaptiveThresholdDetector(
        detector, alarmRate: alarmRate ?? TrainedDetectorConfiguration().alarmRate)
    } else if alarmRate != nil, DetectorKind(rawValue: kind)?.models == nil || train == nil {
      warn("--alarm-rate has no effect on the \(kind) detector, whose threshold is fixed")
    }
    let walk = DetectionWalk(
      detector, names: names, columns: columns, times: table.timestamps,
      rules: watching.rules(interval: table.interval), keepsBands: report != nil)
    try csv(walk, names).write(to: output)
    if let incidents { try OutputFile.write(IncidentRecord.lines(walk.incidents), to: incidents) }
    if let report {
      let page = DetectionReport(table, names: names, columns: columns, walk: walk, events: events, model: kind).page
      inform("the report is at \(try page.write(to: report))")
    }
    if let row = walk.driftingSince {
      warn("since row \(row) most rows have been stranger than 95 % of the training rows: train the detector again")
    }
    let anomalies = walk.verdicts.count { $0.score.isAnomaly }
    if printing.json {
      try printing.print(
        DetectionResult(
          rows: table.rowCount, metrics: names, model: kind, warmUpRows: walk.warmUpRows, anomalousRows: anomalies,
          alarms: walk.incidents.count, driftingSinceRow: walk.driftingSince,
          incidents: walk.incidents.map(IncidentRecord.init), output: output))
    } else {
      try StandardOutput.write(
        "\(output): \(table.rowCount) rows of \(names.count) metrics, \(anomalies) anomalous in \(walk.incidents.count) "
          + "incidents (\(kind), silent for the first \(walk.warmUpRows) rows)\n"
          + walk.strongest(Self.shownIncidents).map {
            "  row \($0.firstRow), \($0.kind.rawValue), score \(rounded($0.peakScore, 1)): \($0.sentence)\n"
          }
          .joined())
    }
  }

  /// Incidents in the text on standard output.
  private static let shownIncidents = 5

  private func csv(_ walk: DetectionWalk, _ names: [String]) -> CSVWriter {
    let header = ["row", "score", "threshold", "anomaly", "top"]
    var lines = CSVWriter(header: header + (explain ? ["alarm", "kind", "expected", "lower", "upper"] : []))
    for (row, verdict) in walk.verdicts.enumerated() {
      lines.append(row)
      lines.append(rounded(verdict.score.value, 6))
      lines.append(1)
      lines.append(verdict.score.isAnomaly ? 1 : 0)
      lines.append(verdict.score.top.map { names[$0] } ?? "")
      if explain {
        lines.append(verdict.isAlarm ? 1 : 0)
        lines.append(verdict.kind?.rawValue ?? "")
        for value in [verdict.finding?.expected, verdict.finding?.lower, verdict.finding?.upper] {
          lines.append(value.map { $0.isFinite ? rounded($0, 6) : "" } ?? "")
        }
      }
      lines.endRow()
    }
    return lines
  }
}

/// `detect --json`.
struct DetectionResult: Encodable {
  let rows: Int
  let metrics: [String]
  let model: String
  /// Rows at the beginning of which the detector could say nothing.
  let warmUpRows: Int
  let anomalousRows: Int
  /// One for each incident.
  let alarms: Int
  /// The row since which a trained detector no longer fits and should be trained again; nil when it does fit.
  let driftingSinceRow: Int?
  let incidents: [IncidentRecord]
  let output: String
}
