import ArgumentParser
import Detection
import Foundation
import Telemetry
import Tensors

/// `evaluate nab`: a streaming detector on the Numenta Anomaly Benchmark.
struct EvaluateNAB: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nab",
    abstract: "Run a streaming detector over a folder of the Numenta Anomaly Benchmark and score it.",
    discussion: """
      DIR/data holds the series (timestamp,value, times in UTC), DIR/labels/combined_windows.json their windows; series that are not there \
      are left out, and the scores are of those that are. Every series is streamed from a cold start, with its times. Without --threshold \
      one threshold for all series is chosen with the labels known, as the benchmark does; beside it stands the score at the detector's own \
      threshold of 1. 100 is every window detected at its left edge and nothing else, 0 nothing detected. The scores of models other than streaming \
      are thinned as its are: one within the next 60 rows must be larger to be said.

      --json: score and threshold of the profile; standard, rewardLowFPRate and rewardLowFNRate, each at its own best threshold or \
      the given one; atOwnThreshold; and for each of files the score, windows, windowsHit, hits and falseAlarms (rows).
      """)

  @Option(help: ArgumentHelp("The folder with data/ and labels/.", valueName: "dir"))
  var data: String

  @Option(help: "What misses and false alarms cost: standard, reward_low_FP_rate or reward_low_FN_rate.")
  var profile: NABProfile = .standard

  @Option(help: ArgumentHelp("The detector: \(Self.names).", valueName: "kind"))
  var model = DetectorKind.streaming

  @Option(help: "The score from which a row is detected (default: the best for the profile).")
  var threshold: Double?

  @Option(help: "Seed of a detector that draws random numbers.")
  var seed: UInt64 = 0

  @Option(help: "A folder for nab.md and every series' scores as detect writes them, made if it is not there.")
  var output: String?

  @OptionGroup var printing: OutputOptions

  private static var names: String { DetectorKind.untrained.map(\.rawValue).joined(separator: ", ") }

  func validate() throws {
    guard model.models == nil else {
      throw ValidationError("--model is '\(model.rawValue)', which needs training, expected one of \(Self.names)")
    }
    if let threshold, !threshold.isFinite {
      throw ValidationError("--threshold is \(threshold), expected a finite score")
    }
  }

  func run() throws {
    let entries = try NABFolder(data).entries
    let bar = ProgressBar("series", total: entries.count)
    let corpus = entries.enumerated().map { index, entry in
      let detector = model.untrained(metricCount: 1, seed: model == .random ? seed &+ UInt64(index) : seed)
      let scores = Self.scores(
        of: entry, detector ?? NullDetector(metricCount: 1), thinned: model != .streaming)
      bar.update(index + 1, entry.name)
      return NABSeries(name: entry.name, windows: entry.windows, scores: scores)
    }
    bar.finish()
    let evaluation = NABEvaluation(corpus, model: model.rawValue, profile: profile, threshold: threshold)
    if let output {
      for series in corpus { try Self.write(series, threshold: evaluation.threshold, to: "\(output)/\(series.name)") }
      try OutputFile.write(Data(evaluation.markdown.utf8), to: output + "/nab.md")
    }
    if printing.json {
      try printing.print(evaluation)
    } else {
      try StandardOutput.write(evaluation.markdown)
    }
  }

  /// What a detector says of every row of a series, in order; a baseline's scores are thinned as those of the streaming detector are.
  private static func scores(of entry: NABFolder.Entry, _ detector: any AnomalyDetector, thinned: Bool) -> [Double] {
    var detector = detector
    var suppression = AlarmSuppression()
    var row: [Float] = [0]
    return entry.table.columns[0].indices.map { index in
      row[0] = Float(entry.table.columns[0][index])
      let score = detector.score(row.span, at: entry.table.timestamps?[index])
      return (thinned ? suppression.pass(score) : score).value
    }
  }

  private static func write(_ series: NABSeries, threshold: Double, to path: String) throws {
    try OutputFolder.make((path as NSString).deletingLastPathComponent)
    var lines = CSVWriter(header: ["row", "score", "threshold", "anomaly", "top"])
    for (row, score) in series.scores.enumerated() {
      lines.append(row)
      lines.append(score)
      lines.append(threshold)
      lines.append(score >= threshold ? 1 : 0)
      lines.append("value")
      lines.endRow()
    }
    try lines.write(to: path)
  }
}

extension NABProfile: ExpressibleByArgument {}
