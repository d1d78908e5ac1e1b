import ArgumentParser
import Detection
import Foundation
import Learning
import Telemetry

/// `train detector`: models of what is normal on all metrics of a table, or of a folder of tables.
struct TrainDetector: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detector", abstract: "Models of normal operation whose errors say how strange a row is.",
    discussion: """
      Train on normal operation; some anomalies do little harm. An LSTM and a linear model forecast the next row, and the \
      directions of most variance say which metrics go together; --model takes one of them alone. Every fifth of 40 blocks of \
      rows is kept from them and supplies the error statistics and the thresholds. --adaptive standardizes by the running past \
      instead of the training rows, for a model that moves to other services. Files of a folder are series of their own: \
      nothing is learned from one about the next. Ctrl-C ends the training early: the best weights up to there are saved. The \
      held-out score comes from a second training, without the last fifth of the rows; Ctrl-C during that one leaves the model \
      whole and its score unmeasured.
      """)

  @Option(help: "CSV or .csv.gz with the metrics, or a folder of such files with the same metrics.")
  var input: String

  @Option(parsing: .upToNextOption, help: "Columns to use (default: all but the time and readyReplicas).")
  var column: [String] = []

  @Option(
    help:
      "CSV of known incidents (start,end,kind): rows that are not normal operation and are left out; for one file only."
  )
  var labels: String?

  @OptionGroup var series: SeriesOptions

  @Option(help: "The folder to write.")
  var output: String

  @Option(help: "The kind of detector: \(DetectorKind.trainedNames).")
  var model = DetectorKind.ensemble

  @Option(help: "Hidden units of the LSTM.")
  var hidden = TrainedDetectorConfiguration().hidden

  @Option(help: "Training steps of the LSTM, of 64 windows of 64 rows.")
  var steps = TrainedDetectorConfiguration().steps

  @Option(help: "Wanted probability of an alarm per row.")
  var alarmRate = TrainedDetectorConfiguration().alarmRate

  @Flag(help: "Standardize by the running past.")
  var adaptive = false

  @OptionGroup var training: TrainingOptions
  @OptionGroup var printing: OutputOptions

  func validate() throws {
    guard model.models != nil else {
      throw ValidationError("--model \(model.rawValue) needs no training; give \(DetectorKind.trainedNames)")
    }
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
    let read = try MetricRows(input, series, columns: column.isEmpty ? nil : column)
    var rows = read
    let incidents = try labels.map { try LabelledInterval.read($0) } ?? []
    if !incidents.isEmpty, rows.starts.count > 1 {
      throw CommandFailure(
        .usage, "--labels counts the rows of one file, but \(input) has \(rows.starts.count); train on one file")
    }
    for incident in incidents where incident.start < rows.count {
      for row in incident.start...min(incident.end, rows.count - 1) {
        for metric in rows.columns.indices { rows.columns[metric][row] = .nan }
      }
    }
    let models = model.models ?? .ensemble
    let configuration = TrainedDetectorConfiguration(
      models: models, hidden: hidden, steps: steps, adaptsScale: adaptive, alarmRate: alarmRate, seed: training.seed,
      threads: training.threads)
    let bar = ProgressBar("detector", total: models.hasLSTM ? 2 * steps : 2)
    let watch = DetectorTraining(bar)
    let detector = try TrainedDetector.train(
      metrics: rows.names, columns: rows.columns, starts: rows.starts, intervalSeconds: rows.interval,
      configuration: configuration, progress: watch.goesOn, warn: { warn($0) })
    let trialWatch = DetectorTraining(bar, stepsBefore: steps)
    let held =
      StopSignal.isRaised ? nil : try Self.heldOut(rows, raw: read.columns, incidents, configuration, trialWatch)
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
        "What \(models.description(hidden: hidden)) did not expect of \(rows.names.count) metrics, averaged over some twelve rows, is "
        + "the score (`forecast-errors-v2`).",
      facts: [
        (
          "data",
          "\(URL(fileURLWithPath: input).lastPathComponent), \(rows.count) rows\(rows.starts.count > 1 ? " of \(rows.starts.count) files" : "")"
            + ", without \(incidents.count) known incidents"
        ),
        ("metrics", rows.names.joined(separator: ", ")),
        ("interval", rows.interval.map { "\($0) s" } ?? "unknown"),
        ("scaling", adaptive ? "running past" : "training rows"),
        (
          "training",
          models.hasLSTM
            ? "\(watch.isStopped ? "\(watch.stepsDone) of " : "")\(steps) steps of 64 windows of 64 rows"
              + (watch.isStopped ? ", stopped by a signal" : "") : "least squares"
        ),
        ("wanted alarms", "\(alarmRate) per row"),
        ("seed", "\(training.seed)"),
      ],
      scores: [
        ("held-out rows, the last fifth, by a model of the others", "\(held?.rows ?? 0)"),
        ("known incidents there, detected", held.map { "\($0.tally.events), \($0.tally.detected)" } ?? unmeasured),
        ("false alarms there", held.map { "\($0.tally.falseAlarms)" } ?? unmeasured),
      ]
        + (models.hasLSTM
          ? [
            (
              "training loss of the LSTM, first and last",
              "\(rounded(watch.firstLoss, 4)), \(rounded(watch.lastLoss, 4))"
            )
          ]
          : []))
    try card.write(detector.file.encoded(), to: output)
    let seconds = (ContinuousClock.now - started).seconds
    var scores: [String: Double] = [:]
    if models.hasLSTM {
      scores = ["firstLoss": watch.firstLoss, "lastLoss": watch.lastLoss, "steps": Double(watch.stepsDone)]
    }
    if let held {
      scores["heldOutIncidents"] = Double(held.tally.events)
      scores["heldOutDetected"] = Double(held.tally.detected)
      scores["heldOutFalseAlarms"] = Double(held.tally.falseAlarms)
    }
    let loss =
      models.hasLSTM
      ? ", loss \(rounded(watch.firstLoss, 4)) to \(rounded(watch.lastLoss, 4)) in \(watch.stepsDone) steps" : ""
    return TrainingResult(
      output: output, rows: rows.count, seconds: seconds, scores: scores,
      text: "\(output): \(rows.names.count) metrics\(loss), in \(rounded(seconds, 1)) s")
  }

  /// Alarms on the last fifth of the rows of a detector that learned from the others; nil when those are too few, or
  /// the training was stopped.
  private static func heldOut(
    _ rows: MetricRows, raw: [[Double]], _ incidents: [LabelledInterval], _ configuration: TrainedDetectorConfiguration,
    _ watch: DetectorTraining
  ) throws -> (rows: Int, tally: AlarmTally)? {
    let split = rows.count * 4 / 5
    guard split >= TrainedDetector.fewestRows else { return nil }
    var detector = try TrainedDetector.train(
      metrics: rows.names, columns: rows.columns.map { Array($0[..<split]) }, starts: rows.starts.filter { $0 < split },
      intervalSeconds: rows.interval, configuration: configuration, progress: watch.goesOn)
    if watch.isStopped { return nil }
    var isAnomaly: [Bool] = []
    var row = [Float](repeating: 0, count: rows.names.count)
    for index in 0..<rows.count {
      if rows.starts.contains(index) { detector.reset() }
      for metric in raw.indices { row[metric] = Float(raw[metric][index]) }
      let score = detector.score(row.span)
      if index >= split { isAnomaly.append(score.isAnomaly) }
    }
    let events = incidents.filter { $0.start >= split && $0.end < rows.count }.map { $0.start - split...$0.end - split }
    return (rows.count - split, AlarmTally(isAnomaly, events: events, gap: AlarmTally.gap(interval: rows.interval)))
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

extension TrainedDetectorConfiguration.Models {
  /// What a card says of it.
  fileprivate func description(hidden: Int) -> String {
    let lstm = "an LSTM with \(hidden) units"
    let ridge = "a linear forecast from the last five rows"
    let subspace = "the directions of most variance"
    switch self {
    case .ensemble: return "\(lstm), \(ridge) and \(subspace)"
    case .lstm: return lstm
    case .lstm10: return "\(lstm), ten rows ahead,"
    case .linear: return "\(ridge) and \(subspace)"
    case .ridge: return ridge
    case .pca: return subspace
    }
  }
}
