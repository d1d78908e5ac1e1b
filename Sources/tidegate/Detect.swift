import ArgumentParser
import Detection
import Engine
import Foundation
import Telemetry
import Tensors

/// Scores each row of a table: how strange is it, and which metric says so.
struct Detect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Score each row of a table of metrics by how strange it is.",
    discussion: """
      With --train an LSTM is fitted there; with --model DIR a trained one is used; without either the streaming \
      detector starts cold and sees only the past. Output: row,score,threshold,anomaly,top with 1 the threshold and \
      `top` the metric that contributed most. Every row is scored, in the order of the file.
      """)

  @Option(help: "CSV or .csv.gz with the metrics.")
  var input: String

  @Option(help: "CSV or .csv.gz of normal operation to fit the detector on.")
  var train: String?

  @Option(parsing: .upToNextOption, help: "Columns to use (default: all but the time).")
  var column: [String] = []

  @OptionGroup var series: SeriesOptions

  @Option(
    help:
      "lstm (fitted to --train; without it the shipped one, for its five metrics), streaming, range, null, or a folder."
  )
  var model: String?

  @Option(help: "Wanted probability of an alarm per row, for a detector that is trained here.")
  var alarmRate: Double?

  @Option(help: "Hidden units of the LSTM.")
  var hidden = 32

  @Option(help: "The CSV file to write.")
  var output: String

  @Option(help: "Folder to write an HTML report into.")
  var report: String?

  @OptionGroup var training: TrainingOptions
  @OptionGroup var printing: OutputOptions

  func validate() throws { try TrainDetector.check(hidden: hidden, alarmRate: alarmRate) }

  func run() throws {
    let table = try series.read(input, columns: column.isEmpty ? nil : column, inOrder: false)
    let (names, columns) = TrainDetector.metrics(of: table)
    var (detector, kind) = try makeDetector(names)
    if alarmRate != nil, kind != "lstm" {
      warn("--alarm-rate has no effect on the \(kind) detector, whose threshold is fixed")
    }
    var scores: [AnomalyScore] = []
    scores.reserveCapacity(table.rowCount)
    var row = [Float](repeating: 0, count: names.count)
    var lines = CSVWriter(header: ["row", "score", "threshold", "anomaly", "top"])
    let bar = ProgressBar("detect", total: table.rowCount)
    for index in 0..<table.rowCount {
      for metric in columns.indices { row[metric] = Float(columns[metric][index]) }
      let score = detector.score(row.span, at: table.timestamps?[index])
      scores.append(score)
      lines.append(index)
      lines.append(rounded(score.value, 6))
      lines.append(1)
      lines.append(score.isAnomaly ? 1 : 0)
      lines.append(score.top.map { names[$0] } ?? "")
      lines.endRow()
      if index % 1_024 == 0 { bar.update(index) }
    }
    bar.finish()
    try lines.write(to: output)
    if let report {
      let path = try DetectionReport.page(table, names: names, columns: columns, scores: scores).write(to: report)
      inform("the report is at \(path)")
    }
    let anomalies = scores.count { $0.isAnomaly }
    if printing.json {
      try printing.print(
        DetectionResult(
          rows: table.rowCount, metrics: names, model: kind, anomalousRows: anomalies,
          alarms: AlarmTally(scores.map(\.isAnomaly), events: [], gap: AlarmTally.gap(interval: table.interval)).alarms,
          output: output))
    } else {
      try StandardOutput.write(
        "\(output): \(table.rowCount) rows of \(names.count) metrics, \(anomalies) anomalous (\(kind))\n")
    }
  }
}

/// `detect --json`.
struct DetectionResult: Encodable {
  let rows: Int
  let metrics: [String]
  let model: String
  let anomalousRows: Int
  /// Groups of anomalous rows less than an hour apart.
  let alarms: Int
  let output: String
}
