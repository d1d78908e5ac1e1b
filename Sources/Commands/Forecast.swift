import ArgumentParser
import Features
import Forecasting
import Foundation
import Telemetry
import Tensors

/// Learns from the first rows of a series and forecasts the rest, row by row, from the past alone.
struct Forecast: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Forecast a series: learn from its first rows, then from every row on forecast those ahead.",
    discussion: """
      Output: row,horizon,mean,q… with `row` the row that is forecast. Horizons are rows. The model is refitted on what \
      it has seen every day, or when that has grown by a quarter. With --json: RMSE, MAE, WAPE, R², pinball loss and coverage of \
      the band for each horizon, beside persistence, seasonal naive and linear autoregression with day lags.
      """)

  @Option(help: "CSV or .csv.gz.")
  var input: String

  @Option(help: "The column to forecast.")
  var column: String

  @OptionGroup var series: SeriesOptions

  @Option(help: "Rows to learn from before the first forecast.")
  var trainRows: Int

  @Option(help: "Rows ahead, separated by commas.")
  var horizon = "5"

  @Option(help: "Quantile levels, separated by commas.")
  var quantiles = "0.05,0.5,0.95"

  @Option(help: "trees, autoregression, seasonal-naive, persistence, or a folder of `train forecaster --horizon`.")
  var model = "trees"

  @Option(help: "The CSV file to write.")
  var output: String

  @OptionGroup var training: TrainingOptions
  @OptionGroup var printing: OutputOptions

  func run() throws {
    let levels = try QuantileList.parse(quantiles)
    let horizons = try QuantileList.horizons(horizon)
    let (table, values) = try series.readColumn(input, column)
    guard values.count >= 2 else {
      throw CommandFailure(.badData, "\(input) has one row, expected at least two to learn from; give a longer file")
    }
    guard trainRows >= 2, trainRows <= values.count else {
      throw CommandFailure(
        .usage, "--train-rows is \(trainRows), but \(input) has \(values.count) rows; give 2 to \(values.count)")
    }
    let interval = series.interval ?? table.interval
    let known = values[..<trainRows].filter { !$0.isNaN }
    guard let largest = known.max() else {
      throw CommandFailure(
        .badData, "\(input): the first \(trainRows) rows of '\(column)' have no values; give more --train-rows")
    }
    let source = try ForecastSource(model)
    var lines = CSVWriter(header: ["row", "horizon", "mean"] + levels.map { "q\($0)" })
    var reports: [HorizonReport] = []
    for steps in horizons {
      // Without an interval a row stands for a minute, and there is no calendar.
      let history = LoadHistory(
        target: ForecastTarget(stepSeconds: interval ?? 60, lead: steps, window: 1), scale: max(largest / 50, 1e-9),
        startTime: table.timestamps?.first ?? 0, hasCalendar: interval != nil)
      let main = try source.make(history, levels: levels, training: training)
      let bar = ProgressBar("horizon \(steps)", total: values.count)
      let walk = try ForecastWalk(
        main, values, trainRows: trainRows, refits: source.learns, progress: { bar.update($0) },
        each: { row, mean, quantiles in
          // Where the newest loads are missing there is no forecast, and the cells are empty.
          lines.append(row)
          lines.append(steps)
          lines.append(mean.map { "\($0)" } ?? "")
          for quantile in quantiles { lines.append(mean == nil ? "" : "\(quantile)") }
          lines.endRow()
        })
      bar.finish()
      var report = HorizonReport(horizon: steps, model: model, walk.score, band: levels)
      for kind in [ForecasterKind.persistence, .seasonalNaive, .autoregression] where kind.rawValue != model {
        do {
          let walk = try ForecastWalk(
            kind.make(history, levels: levels, seed: training.seed, threads: 1), values, trainRows: trainRows,
            refits: kind.learns)
          report.baselines.append(ForecastScore(model: kind.rawValue, walk.score))
        } catch {
          warn("\(kind.rawValue) is left out: \(error)")
        }
      }
      reports.append(report)
    }
    try lines.write(to: output)
    if printing.json {
      try printing.print(
        ForecastResult(column: column, rows: values.count, trainRows: trainRows, output: output, horizons: reports))
    } else {
      try StandardOutput.write(reports.map(\.text).joined())
    }
  }
}

/// Where the forecaster of `forecast` comes from: a kind, or a trained model.
private enum ForecastSource {
  case kind(ForecasterKind)
  case trained(QuantileModel)

  init(_ name: String) throws {
    if let kind = ForecasterKind(rawValue: name) {
      self = .kind(kind)
    } else {
      let path = name + "/model.safetensors"
      guard FileManager.default.fileExists(atPath: path) else {
        throw CommandFailure(
          .inputMissing,
          "there is no model '\(name)'; give \(ForecasterKind.allCases.map(\.rawValue).joined(separator: ", ")), or a folder with model.safetensors"
        )
      }
      self = .trained(try QuantileModel(SafetensorsFile(contentsOf: path)))
    }
  }

  /// Whether the forecaster learns from this series.
  var learns: Bool {
    switch self {
    case .kind(let kind): kind.learns
    case .trained: false
    }
  }

  func make(_ history: LoadHistory, levels: [Double], training: TrainingOptions) throws -> any Forecaster {
    switch self {
    case .kind(let kind):
      return kind.make(history, levels: levels, seed: training.seed, threads: training.threadCount)
    case .trained(let model):
      guard model.target == history.target else {
        throw ForecastError.otherSchema(found: "\(model.target)", expected: "\(history.target)")
      }
      guard model.levels == levels else {
        throw ForecastError.otherSchema(found: "quantiles \(model.levels)", expected: "quantiles \(levels)")
      }
      var forecaster = BoostedForecaster(history, configuration: QuantileModelConfiguration(levels: levels))
      forecaster.adopt(model)
      return forecaster
    }
  }
}
