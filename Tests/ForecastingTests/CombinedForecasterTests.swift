import Features
import Forecasting
import Foundation
import Tensors
import Testing

struct CombinedForecasterTests {
  private let target = ForecastTarget(stepSeconds: 300, lead: 3, window: 1)

  private func forecaster(_ levels: [Double] = [0.05, 0.5, 0.95]) -> CombinedForecaster {
    CombinedForecaster(.empty(target), configuration: QuantileModelConfiguration(levels: levels))
  }

  /// Mean forecasts and bands after every load from `training` on, with what then came.
  private func walk(
    _ forecaster: some Forecaster, _ loads: [Float], training: Int
  ) throws -> [(answer: [Float], actual: Float)] {
    var forecaster = forecaster
    for load in loads[..<training] { forecaster.observe(load) }
    try forecaster.fit()
    return loads.indices[training..<loads.count - target.reach].compactMap { now in
      forecaster.observe(loads[now])
      return answer(&forecaster).map { ($0, loads[now + target.reach]) }
    }
  }

  private func rmse(_ answers: [(answer: [Float], actual: Float)]) -> Double {
    let squares = answers.reduce(0.0) { $0 + Double(($1.answer[0] - $1.actual) * ($1.answer[0] - $1.actual)) }
    return (squares / Double(answers.count)).squareRoot()
  }

  @Test func `when the load changes its nature the combination follows the expert that is right now`() throws {
    // A daily pattern, then a level that wanders and that only the newest load knows.
    var random = RandomSource(seed: 6)
    var loads = SeededLoads.daily(days: 8, stepSeconds: 300, noise: 0.05, seed: 5)
    for _ in 0..<2_000 { loads.append(max(0, loads.last! + Float(4 * random.normal()))) }
    let combined = try walk(forecaster(), loads, training: 8 * 288)
    let persistence = try walk(PersistenceForecaster(.empty(target), levels: [0.5]), loads, training: 8 * 288)
    let late = 1_000
    #expect(rmse(Array(combined[late...])) < 1.1 * rmse(Array(persistence[late...])))
  }

  @Test func `after a calm past the band widens until it covers a rougher present`() throws {
    let calm = SeededLoads.daily(days: 8, stepSeconds: 300, noise: 0.03, seed: 5)
    let rough = SeededLoads.daily(days: 8, stepSeconds: 300, noise: 0.05, seed: 6)
    let answers = try walk(forecaster(), calm + rough, training: calm.count)
    let late = answers[1_000...]
    let inside = Double(late.count { $0.answer[1] <= $0.actual && $0.actual <= $0.answer[3] }) / Double(late.count)
    #expect(inside > 0.85, "\(inside)")
    let trees = try walk(
      BoostedForecaster(.empty(target), configuration: QuantileModelConfiguration(levels: [0.05, 0.5, 0.95])),
      calm + rough, training: calm.count)[1_000...]
    let before = Double(trees.count { $0.answer[1] <= $0.actual && $0.actual <= $0.answer[3] }) / Double(trees.count)
    #expect(before < 0.8, "\(before)")
  }

  @Test func `a second fit takes up what was learned between them`() throws {
    let loads = SeededLoads.daily(days: 9, stepSeconds: 300, noise: 0.2, seed: 5)
    var once = forecaster()
    for load in loads { once.observe(load) }
    try once.fit()
    var twice = forecaster()
    for load in loads[..<(5 * 288)] { twice.observe(load) }
    try twice.fit()
    for load in loads[(5 * 288)...] { twice.observe(load) }
    let before = try #require(answer(&twice))
    try twice.fit()
    let after = try #require(answer(&twice))
    #expect(after != before)
    // The same experts, weighted by other memories.
    #expect(after != answer(&once))
  }
}
