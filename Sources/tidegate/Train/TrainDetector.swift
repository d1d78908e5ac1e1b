import ArgumentParser
import Detection
import Foundation
import Learning
import Telemetry

/// `train detector`: an LSTM on all metrics of a table.
struct TrainDetector: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detector", abstract: "An LSTM whose forecast errors say how strange a row is.",
    discussion: """
      Train on normal operation; some anomalies do little harm. Every fifth of 40 blocks of rows is kept from the \
      network and supplies the error statistics and the threshold. --adaptive standardizes by the running past \
      instead of the training rows, for a model that moves to other services. Ctrl-C ends the training early: the \
      best weights up to there are saved. The held-out score comes from a second training, without the last fifth of the \
      rows; Ctrl-C during that one leaves the model whole and its score unmeasured.
      """)

  @Option(help: "CSV or .csv.gz with the metrics.")
  var input: String

  @Option(parsing: .upToNextOption, help: "Columns to use (default: all but the time and readyReplicas).")
  var column: [String] = []

  @Option(help: "CSV of known incidents (start,end,kind): rows that are not normal operation and are left out.")
  var labels: String?

  @OptionGroup var series: SeriesOptions

  @Option(help: "The folder to write.")
  var output: String

  @Option(help: "The kind of detector: lstm.")
  var model = DetectorKind.lstm

  @Option(help: "Hidden units.")
  var hidden = 32

  @Option(help: "Training steps of 64 windows of 64 rows.")
  var steps = 400

  @Option(help: "Wanted probability of an alarm per row.")
  var alarmRate = 1e-3

  @Flag(help: "Standardize by the running past.")
  var adaptive = false

  @OptionGroup var training: TrainingOptions
  @OptionGroup var printing: OutputOptions

  func validate() throws {
    if model != .lstm { throw ValidationError("--model \(model.rawValue) needs no training; give lstm") }
    try Self.check(hidden: hidden, alarmRate: alarmRate)
    guard (1...1_000_000).contains(steps) else {
      throw ValidationError("--steps is \(steps), expected 1 to 1000000")
    }
  }

  func run() throws {
    StopSignal.listen()
    try train().print(printing)
  }

  /// Trains, writes the model with its card, and says how it went.
  func train() throws -> TrainingResult {
    let started = ContinuousClock.now
    let table = try series.read(input, columns: column.isEmpty ? nil : column, inOrder: true)
    var (names, columns) = Self.metrics(of: table)
    let incidents = try labels.map { try LabelledInterval.read($0) } ?? []
    for incident in incidents where incident.start < table.rowCount {
      for row in incident.start...min(incident.end, table.rowCount - 1) {
        for metric in columns.indices { columns[metric][row] = .nan }
      }
    }
    let configuration = LSTMDetectorConfiguration(
      hidden: hidden, steps: steps, adaptsScale: adaptive, alarmRate: alarmRate, seed: training.seed,
      threads: training.threads)
    let bar = ProgressBar("detector", total: 2 * steps)
    let watch = DetectorTraining(bar)
    let detector = try LSTMDetector.train(
      metrics: names, columns: columns, intervalSeconds: table.interval, configuration: configuration,
      progress: watch.goesOn, warn: { warn($0) })
    let trialWatch = DetectorTraining(bar, stepsBefore: steps)
    let held =
      StopSignal.isRaised
      ? nil
      : try Self.heldOut(
        names, columns, raw: Self.metrics(of: table).columns, incidents, table.interval, configuration, trialWatch)
    bar.finish()
    let unmeasured = StopSignal.isRaised ? "not measured: stopped by a signal" : "too few rows"
    if watch.isStopped {
      warn("stopped by a signal after step \(watch.stepsDone) of \(steps); the best weights up to there are saved")
    } else if StopSignal.isRaised {
      warn("stopped by a signal after the training; the model is whole, its held-out score is not measured")
    }
    let card = ModelCard(
      title: "Detector",
      about:
        "An LSTM with \(hidden) units that forecasts the next row of \(names.count) metrics; how wrong it is, smoothed over "
        + "ten rows, is the score (`lstm-one-step-v1`).",
      facts: [
        (
          "data",
          "\(URL(fileURLWithPath: input).lastPathComponent), \(table.rowCount) rows, without \(incidents.count) known incidents"
        ),
        ("metrics", names.joined(separator: ", ")),
        ("interval", table.interval.map { "\($0) s" } ?? "unknown"),
        ("scaling", adaptive ? "running past" : "training rows"),
        (
          "training",
          "\(watch.isStopped ? "\(watch.stepsDone) of " : "")\(steps) steps of 64 windows of 64 rows"
            + (watch.isStopped ? ", stopped by a signal" : "")
        ),
        ("wanted alarms", "\(alarmRate) per row"),
        ("seed", "\(training.seed)"),
      ],
      scores: [
        ("held-out rows, the last fifth, by a model of the others", "\(held?.rows ?? 0)"),
        ("known incidents there, detected", held.map { "\($0.tally.events), \($0.tally.detected)" } ?? unmeasured),
        ("false alarms there", held.map { "\($0.tally.falseAlarms)" } ?? unmeasured),
        (
          "training loss of the model, first and last",
          "\(rounded(watch.firstLoss, 4)), \(rounded(watch.lastLoss, 4))"
        ),
      ])
    try card.write(detector.file.encoded(), to: output)
    let seconds = (ContinuousClock.now - started).seconds
    return TrainingResult(
      output: output, rows: table.rowCount, seconds: seconds,
      scores: ["firstLoss": watch.firstLoss, "lastLoss": watch.lastLoss, "steps": Double(watch.stepsDone)].merging(
        held.map {
          [
            "heldOutIncidents": Double($0.tally.events), "heldOutDetected": Double($0.tally.detected),
            "heldOutFalseAlarms": Double($0.tally.falseAlarms),
          ]
        } ?? [:]
      ) { $1 },
      text:
        "\(output): \(names.count) metrics, loss \(rounded(watch.firstLoss, 4)) to \(rounded(watch.lastLoss, 4)) in \(watch.stepsDone) steps, in \(rounded(seconds, 1)) s"
    )
  }

  /// Alarms on the last fifth of the rows of a detector that learned from the others; nil when those are too few, or
  /// the training was stopped.
  private static func heldOut(
    _ names: [String], _ columns: [[Double]], raw: [[Double]], _ incidents: [LabelledInterval], _ interval: Double?,
    _ configuration: LSTMDetectorConfiguration, _ watch: DetectorTraining
  ) throws -> (rows: Int, tally: AlarmTally)? {
    let rows = columns.first?.count ?? 0
    let split = rows * 4 / 5
    guard split >= LSTMDetector.fewestRows else { return nil }
    var detector = try LSTMDetector.train(
      metrics: names, columns: columns.map { Array($0[..<split]) }, intervalSeconds: interval,
      configuration: configuration, progress: watch.goesOn)
    if watch.isStopped { return nil }
    var isAnomaly: [Bool] = []
    var row = [Float](repeating: 0, count: names.count)
    for index in 0..<rows {
      for metric in raw.indices { row[metric] = Float(raw[metric][index]) }
      let score = detector.score(row.span)
      if index >= split { isAnomaly.append(score.isAnomaly) }
    }
    let events = incidents.filter { $0.start >= split && $0.end < rows }.map { $0.start - split...$0.end - split }
    return (rows - split, AlarmTally(isAnomaly, events: events, gap: AlarmTally.gap(interval: interval)))
  }

  /// Refuses settings that no detector can have.
  static func check(hidden: Int, alarmRate: Double?) throws {
    guard (1...1_024).contains(hidden) else { throw ValidationError("--hidden is \(hidden), expected 1 to 1024") }
    if let alarmRate, !(alarmRate > 0 && alarmRate < 0.5) {
      throw ValidationError("--alarm-rate is \(alarmRate), expected a probability above 0 and below 0.5")
    }
  }

  /// The metrics of a table; the number of replicas is an answer, not a symptom.
  static func metrics(of table: MetricTable) -> (names: [String], columns: [[Double]]) {
    let kept = table.names.indices.filter { table.names[$0] != "readyReplicas" || table.names.count == 1 }
    return (kept.map { table.names[$0] }, kept.map { table.columns[$0] })
  }
}

extension DetectorKind: ExpressibleByArgument {}
