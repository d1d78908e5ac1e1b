import Features
import Forecasting
import Foundation
import Testing

struct BoostedForecasterTests {
  /// Errors on the loads after `training`, and the share of them inside the band.
  private func evaluate(
    _ forecaster: some Forecaster, _ loads: [Float], training: Int
  ) throws -> (rmse: Double, covered: Double, below: Double) {
    var forecaster = forecaster
    let target = forecaster.target
    for load in loads[..<training] { forecaster.observe(load) }
    try forecaster.fit()
    var (squares, covered, below, count) = (0.0, 0.0, 0.0, 0.0)
    for now in training..<loads.count - target.reach {
      forecaster.observe(loads[now])
      guard let answer = answer(&forecaster) else { continue }
      let actual = loads[now + target.lead...now + target.reach].max()!
      squares += Double((answer[0] - actual) * (answer[0] - actual))
      covered += answer[1] <= actual && actual <= answer.last! ? 1 : 0
      below += actual <= answer.last! ? 1 : 0
      count += 1
    }
    #expect(count > 500)
    return ((squares / count).squareRoot(), covered / count, below / count)
  }

  @Test(arguments: [
    ForecastTarget(stepSeconds: 300, lead: 12, window: 1), ForecastTarget(stepSeconds: 300, lead: 1, window: 12),
  ])
  func `trees beat persistence on a daily pattern, and their band covers what it says`(target: ForecastTarget) throws {
    let loads = SeededLoads.daily(days: 16, stepSeconds: 300, noise: 0.08, seed: 21)
    let levels = [0.05, 0.5, 0.95]
    let trees = try evaluate(
      ForecasterKind.trees.make(.empty(target), levels: levels, seed: 1, threads: 2), loads, training: 11 * 288)
    let persistence = try evaluate(
      PersistenceForecaster(.empty(target), levels: levels), loads, training: 11 * 288)
    #expect(trees.rmse < 0.6 * persistence.rmse)
    #expect(abs(trees.covered - 0.9) < 0.06, "\(trees.covered)")
    #expect(abs(trees.below - 0.95) < 0.04, "\(trees.below)")
  }

  @Test func `trees know no worse than the autoregression where it is the truth`() throws {
    let loads = SeededLoads.autoregressive(1.4, -0.7, steps: 6_000, seed: 4)
    let target = ForecastTarget(stepSeconds: 300, lead: 1, window: 1)
    let trees = try evaluate(
      ForecasterKind.trees.make(.empty(target), levels: [0.5], seed: 0, threads: 2), loads, training: 4_000)
    #expect(trees.rmse < 1.06)
  }

  @Test func `trees add to the autoregression what is not linear`() throws {
    // A level that wanders, times an hourly job at minute 30: yesterday's job tells only how high it was then.
    let level = SeededLoads.autoregressive(0.995, 0, steps: 6_000, seed: 5)
    let loads = level.enumerated().map { step, value in max(0, value - 60) * (step % 12 == 6 ? 2.5 : 1) }
    let target = ForecastTarget(stepSeconds: 300, lead: 3, window: 1)
    let linear = try evaluate(AutoregressiveForecaster(.empty(target), levels: [0.5]), loads, training: 4_500)
    let trees = try evaluate(
      ForecasterKind.trees.make(.empty(target), levels: [0.5], seed: 0, threads: 2), loads, training: 4_500)
    #expect(trees.rmse < 0.85 * linear.rmse, "\(trees.rmse) and \(linear.rmse)")
  }

  @Test func `without a mean of its own the level nearest to the median is the mean`() throws {
    let target = ForecastTarget(stepSeconds: 600, lead: 1, window: 1)
    var forecaster = BoostedForecaster(.empty(target), configuration: QuantileModelConfiguration(rounds: 5))
    for load in SeededLoads.daily(days: 3, stepSeconds: 600, noise: 0.2, seed: 1) { forecaster.observe(load) }
    try forecaster.fit()
    let found = try #require(answer(&forecaster))
    #expect(found[0] == found[1])
    #expect(found[1] < found[6])
  }

  @Test func `a model trained elsewhere answers like one trained here`() throws {
    let target = ForecastTarget(stepSeconds: 600, lead: 2, window: 3)
    var here = BoostedForecaster(.empty(target), configuration: QuantileModelConfiguration(rounds: 10))
    var elsewhere = here
    for load in SeededLoads.daily(days: 4, stepSeconds: 600, noise: 0.2, seed: 1) {
      here.observe(load)
      elsewhere.observe(load)
    }
    try here.fit()
    let model = try elsewhere.trained(threads: 2)
    #expect(elsewhere.model == nil && answer(&elsewhere) == nil)
    elsewhere.adopt(model)
    #expect(here.model == model)
    #expect(answer(&here) == answer(&elsewhere))
  }

  @Test(arguments: [[], [0.5, 0.4], [0.5, 0.5], [0, 0.5], [0.5, 1], [.nan]])
  func `levels that make no sense are refused with a sentence`(levels: [Double]) {
    let target = ForecastTarget(stepSeconds: 600, lead: 1, window: 1)
    var forecaster = BoostedForecaster(.empty(target), configuration: QuantileModelConfiguration(levels: levels))
    for load in SeededLoads.daily(days: 3, stepSeconds: 600, noise: 0.2, seed: 1) { forecaster.observe(load) }
    let error = #expect(throws: ForecastError.self) { try forecaster.fit() }
    #expect(error?.description.contains("quantile levels must rise") == true)
    #expect(throws: ForecastError.self) { try forecaster.trained(threads: 1) }
  }

  @Test func `settings that cannot be trained with are refused`() {
    let target = ForecastTarget(stepSeconds: 600, lead: 1, window: 1)
    for configuration in [
      QuantileModelConfiguration(rounds: 0), QuantileModelConfiguration(maxLeaves: 1),
      QuantileModelConfiguration(learningRate: 0), QuantileModelConfiguration(maxRows: -1),
    ] {
      var forecaster = BoostedForecaster(.empty(target), configuration: configuration)
      for load in SeededLoads.daily(days: 3, stepSeconds: 600, noise: 0.2, seed: 1) { forecaster.observe(load) }
      #expect(throws: ForecastError.self) { try forecaster.fit() }
    }
  }
}
