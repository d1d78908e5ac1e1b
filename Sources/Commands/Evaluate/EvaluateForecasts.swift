import ArgumentParser
import Features
import Forecasting
import Foundation
import Telemetry

/// `evaluate forecasts`: every forecaster on every recorded load.
struct EvaluateForecasts: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecasts",
    abstract: "Score every forecaster on every recorded load of a folder, as a table in Markdown.",
    discussion: """
      Reads DIR/load/manifest.json: [{"name", "file", "column", "intervalSeconds"}, …], files beside it. Every model \
      learns from the first three quarters of a series and forecasts the rest as `tidegate forecast` does, 5, 10 and 30 \
      minutes ahead. Series shorter than a day are left out. Two columns say how much noise there is: \
      `neighbours` is the error of the mean of the rows up to a horizon before and after each one, which no forecast \
      knows; `Poisson` is √mean, the least that counts of independent events allow.
      """)

  @Option(help: "The folder with load/manifest.json.")
  var data: String

  @Option(help: "A folder for forecasts.md, made if it is not there.")
  var output: String?

  @Option(
    help: "A folder for the features and targets that the trees learn from and are asked, as .npy for other libraries.")
  var writeFeatures: String?

  @Option(
    help: ArgumentHelp(
      "Series, or what their names begin with, separated by commas (default: all).", valueName: "name,…"))
  var series: String?

  @OptionGroup var training: TrainingOptions
  @OptionGroup var printing: OutputOptions

  private static let minutesAhead = [5.0, 10, 30]
  private static let levels = [0.05, 0.5, 0.95]

  func run() throws {
    var manifest = try LoadManifest(data: data)
    if let series { try manifest.keep(series.split(separator: ",").map(String.init)) }
    let entries = manifest.entries
    if let output { try OutputFolder.make(output) }
    if let writeFeatures { try OutputFolder.make(writeFeatures) }
    var scores: [ForecastComparison] = []
    let bar = ProgressBar("series", total: entries.count)
    for (index, entry) in entries.enumerated() {
      let path = manifest.path(of: entry)
      let table = try CSVFile.read(
        path, CSVOptions(interval: entry.intervalSeconds, columns: [entry.column], dropsOutOfOrderRows: true))
      let load = RecordedLoad(
        entry: entry, values: try table.column(entry.column), startTime: table.timestamps?.first ?? 0)
      guard let trainRows = load.trainRows else {
        warn("\(entry.name) is left out: it is shorter than a day, or its first three quarters are empty or all zero")
        continue
      }
      for steps in Self.minutesAhead.map({ max(1, Int(($0 * 60 / entry.intervalSeconds).rounded())) }) {
        let history = load.history(horizon: steps)
        if let writeFeatures {
          try FeatureExport(load, trainRows: trainRows, history, seed: training.seed)
            .write(to: "\(writeFeatures)/\(entry.name)-\(steps)")
        }
        var comparison = ForecastComparison(
          series: entry.name, horizon: steps, noise: NoiseFloor(load.values[trainRows...], reach: steps))
        for kind in ForecasterKind.allCases {
          let walk = try ForecastWalk(
            kind.make(history, levels: Self.levels, seed: training.seed, threads: training.threadCount), load.values,
            trainRows: trainRows, refits: kind.learns)
          comparison.scores.append(ForecastScore(model: kind.rawValue, walk.score))
        }
        scores.append(comparison)
      }
      bar.update(index + 1)
    }
    bar.finish()
    let text = ForecastComparison.markdown(scores)
    if let output { try OutputFile.write(Data(text.utf8), to: output + "/forecasts.md") }
    if printing.json {
      try printing.print(scores)
    } else {
      try StandardOutput.write(text)
    }
  }
}
