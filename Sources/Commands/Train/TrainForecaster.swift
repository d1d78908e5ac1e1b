import ArgumentParser
import Features
import Forecasting
import Foundation

/// `train forecaster`: boosted quantile trees on one load column.
struct TrainForecaster: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecaster",
    abstract: "Boosted quantile trees for the largest load of the lead time, or for one horizon.",
    discussion: """
      Without --horizon the model is the autoscaler's: quantiles .5 to .997 of the largest load from the metric lag \
      until replicas ordered now are ready, in ticks. With --horizon it forecasts that many rows ahead, for \
      `tidegate forecast --model`. The last fifth of the rows is held out for the score; the model that is \
      written has learned from all of them.
      """)

  @Option(help: "CSV or .csv.gz with the load.")
  var input: String

  @Option(help: "The column of the load.")
  var column = "requestsPerSecond"

  @OptionGroup var series: SeriesOptions

  @Option(help: "The folder to write.")
  var output: String

  @Option(help: "Forecast this many rows ahead instead of the lead time.")
  var horizon: Int?

  @Option(help: "Quantile levels with --horizon.")
  var quantiles = "0.05,0.5,0.95"

  @OptionGroup var service: ServiceOptions

  @Option(help: "Seconds between two decisions.")
  var tick = 15.0

  @OptionGroup var trees: TreeOptions
  @OptionGroup var training: TrainingOptions
  @OptionGroup var printing: OutputOptions

  func validate() throws {
    guard (1...3_600).contains(tick) else { throw ValidationError("--tick is \(tick), expected 1 to 3600 seconds") }
    try service.check(tick: tick)
    try trees.check()
    if let horizon, !(1...1_000_000).contains(horizon) {
      throw ValidationError("--horizon is \(horizon), expected 1 to 1000000 rows")
    }
  }

  func run() throws { try train().print(printing) }

  /// Trains, writes the model with its card, and says how it went.
  func train() throws -> TrainingResult {
    let started = ContinuousClock.now
    let load = try LoadColumn(
      input, column, series, capacity: service.replicaCapacity, tick: horizon == nil ? tick : 15)
    let target: ForecastTarget
    if let horizon {
      target = ForecastTarget(stepSeconds: load.interval, lead: horizon, window: 1)
    } else {
      target = .leadTime(stepSeconds: tick, metricLagSeconds: service.metricLag, startupSeconds: service.startup)
    }
    let levels = try horizon == nil ? QuantileModelConfiguration.scalingLevels : QuantileList.parse(quantiles)
    var configuration = QuantileModelConfiguration(levels: levels, seed: training.seed, threads: training.threadCount)
    trees.set(&configuration.trees)
    configuration = try configuration.validated()
    let (values, step) = load.steps(of: target.stepSeconds)

    let split = values.count * 4 / 5
    let rounds = configuration.trees.rounds
    let bar = ProgressBar("forecaster", total: 2 * rounds)
    var history = load.history(target)
    for value in values[..<split] { history.append(value) }
    let trial = try QuantileModel.fit(history, configuration: configuration) { bar.update($0) }
    let score = Self.score(trial, values, from: split, load, target)
    for value in values[split...] { history.append(value) }
    let model = try QuantileModel.fit(history, configuration: configuration) { bar.update(rounds + $0) }
    bar.finish()

    let pinball = score.pinball
    let card = ModelCard(
      title: "Forecaster",
      about: "Boosted quantile trees for \(target), on \(LoadHistory.featureCount) features of the load "
        + "(`\(LoadHistory.featureSchema)`). The load is forecast as a ratio to the newest one, in replicas' worth.",
      facts: [
        (
          "data",
          "\(URL(fileURLWithPath: input).lastPathComponent), column `\(column)`, \(values.count) steps of \(step) s"
        ),
        ("load of one replica", "\(load.capacity) per row"),
        ("quantiles", levels.map { "\($0)" }.joined(separator: ", ")),
        ("trees", trees.description(of: configuration.trees)),
        ("seed", "\(training.seed)"),
      ],
      scores: [
        ("mean pinball loss, replicas' worth", rounded(pinball, 5)),
        ("the same for persistence plus its own error quantiles", rounded(score.baselinePinball, 5)),
      ]
        + zip(levels, score.coverage).map { ("share of loads at or below the \($0) quantile", rounded($1, 4)) })
    try card.write(model.file.encoded(), to: output)
    let seconds = (ContinuousClock.now - started).seconds
    return TrainingResult(
      output: output, rows: values.count, seconds: seconds,
      scores: ["pinball": pinball, "persistencePinball": score.baselinePinball],
      text: "\(output): \(levels.count) quantiles, held-out pinball loss \(rounded(pinball, 4)) against "
        + "\(rounded(score.baselinePinball, 4)) of persistence, in \(rounded(seconds, 1)) s")
  }

  /// Pinball loss and coverage from `start` on, each forecast made from the steps before it only.
  private static func score(
    _ model: QuantileModel, _ values: [Float], from start: Int, _ load: LoadColumn, _ target: ForecastTarget
  ) -> (pinball: Double, baselinePinball: Double, coverage: [Double]) {
    var forecaster = BoostedForecaster(
      load.history(target), configuration: QuantileModelConfiguration(levels: model.levels))
    forecaster.adopt(model)
    var baseline = PersistenceForecaster(load.history(target), levels: model.levels)
    var maximum = SlidingMaximum(length: target.window)
    let maxima = values.map { value -> Float in
      maximum.append(value)
      return maximum.maximum
    }
    var scores = QuantileScores(levels: model.levels)
    var baselineScores = scores
    var quantiles = [Float](repeating: 0, count: model.levels.count)
    for (index, value) in values.enumerated() {
      forecaster.observe(value)
      baseline.observe(value)
      guard index >= start, index + target.reach < values.count else { continue }
      let actual = Double(maxima[index + target.reach]) / load.capacity
      guard !actual.isNaN else { continue }
      if forecaster.forecast(into: &quantiles) != nil {
        scores.record(actual, quantiles.map { Double($0) / load.capacity })
      }
      if baseline.forecast(into: &quantiles) != nil {
        baselineScores.record(actual, quantiles.map { Double($0) / load.capacity })
      }
    }
    return (scores.pinball, baselineScores.pinball, scores.coverage)
  }
}
