import ArgumentParser
import Foundation
import Learning

/// Says what trees look at, over all and for one prediction; or runs a decision of the service again.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Explain boosted trees: which features matter, and what moved one prediction; or a decision of the service.",
    discussion: """
      Contributions are Shapley values (TreeSHAP, path-dependent): with the expected margin they add up to the row's \
      margin, which is the sum of the trees before it becomes a probability or a rate. With a forecaster, --input is a \
      series of loads and --row the newest row known; its margin is log((y + 1) / (v + 1)), y the load that is forecast \
      and v the newest one in replicas' worth, of the level alone, before levels that cross are put in order. Rows \
      count from 0; those of a load are at equal steps, gaps included. With --decision, a decision that the service kept \
      is run again from the state before it, and must come out the same to the bit.
      """)

  @Option(help: "The number of a decision that the service made, to run it again.")
  var decision: Int64?

  @Option(help: ArgumentHelp("The service's configuration file, for --decision.", valueName: "file"))
  var config: String?

  @Option(
    help: ArgumentHelp("The service's SQLite file, for --decision (default: the configuration's).", valueName: "file"))
  var storage: String?

  @Option(help: "A model's file, or a folder with model.safetensors or model.json (default: the shipped forecaster).")
  var model: String?

  @Option(help: "Which of a forecaster's quantile levels (default: the one nearest to 0.5).")
  var level: Double?

  @Option(help: "What features are ranked by: \(FeatureImportance.allCases.map(\.rawValue).joined(separator: ", ")).")
  var importance = FeatureImportance.gain

  @Option(help: "Rows to explain one of: .csv, .csv.gz or .npy with the features, or for a forecaster a load's .csv.")
  var input: String?

  @Option(help: "The row.")
  var row = 0

  @Option(help: "The column of the load, for a forecaster.")
  var column = "requestsPerSecond"

  @OptionGroup var series: SeriesOptions

  @Option(help: "Load of one replica per row, for a forecaster (default: the column's largest value / 50).")
  var replicaCapacity: Double?

  @Option(help: "Lines of each table; --json has all.")
  var top = 15

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard row >= 0 else { throw ValidationError("--row is \(row), expected 0 or more") }
    guard top >= 1 else { throw ValidationError("--top is \(top), expected 1 or more") }
  }

  func run() throws {
    if let decision { return try explain(decision) }
    let explained = try ExplainedModel(model, level: level)
    var features: ExplainedRow?
    if let input {
      if let target = explained.forecaster?.model.target {
        features = try ExplainedRow(
          input, column: column, row: row, target: target, capacity: replicaCapacity, series)
      } else {
        features = try ExplainedRow(input, row: row, of: explained, series)
      }
    }
    let report = Explanation(explained, importance, features)
    if output.json { try output.print(report) } else { try StandardOutput.write(report.text(top: top)) }
  }

  private func explain(_ decision: Int64) throws {
    let found = try ServiceEntry.current().explain(decision, config, storage)
    if output.json {
      try StandardOutput.write(found.json + Data("\n".utf8))
    } else {
      try StandardOutput.write(found.text)
    }
    guard found.isIdentical else {
      throw CommandFailure(
        .software,
        "decision \(decision) came out differently when it was run again: a bug of tidegate's own, please report it")
    }
  }
}

extension FeatureImportance: ExpressibleByArgument {}
