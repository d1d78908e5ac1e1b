import Features
import Forecasting
import Foundation
import Testing

struct AutoregressiveForecasterTests {
  /// Root mean square error of the mean forecast after `training` loads.
  private func error(
    _ forecaster: some Forecaster, _ loads: [Float], training: Int
  ) throws -> (rmse: Double, covered: Double) {
    var forecaster = forecaster
    let target = forecaster.target
    for load in loads[..<training] { forecaster.observe(load) }
    try forecaster.fit()
    var squares = 0.0
    var covered = 0.0
    var count = 0.0
    for now in training..<loads.count - target.reach {
      forecaster.observe(loads[now])
      guard let answer = answer(&forecaster) else { continue }
      let actual = loads[now + target.lead...now + target.reach].max()!
      squares += Double((answer[0] - actual) * (answer[0] - actual))
      covered += answer[1] <= actual && actual <= answer.last! ? 1 : 0
      count += 1
    }
    return ((squares / count).squareRoot(), covered / count)
  }

  private func forecaster(_ target: ForecastTarget) -> AutoregressiveForecaster {
    AutoregressiveForecaster(.empty(target), levels: [0.05, 0.5, 0.95])
  }

  @Test func `a second-order process is forecast as well as it can be`() throws {
    let (a, b) = (1.4, -0.7)
    let loads = SeededLoads.autoregressive(a, b, steps: 14_000, seed: 12)
    // One step ahead the noise alone is left; three ahead the noise through the first three impulse responses.
    let one = try error(forecaster(ForecastTarget(stepSeconds: 300, lead: 1, window: 1)), loads, training: 6_000)
    #expect(abs(one.rmse - 1) < 0.03)
    #expect(abs(one.covered - 0.9) < 0.02)
    let responses = [1, a, a * a + b]
    let optimum = responses.map { $0 * $0 }.reduce(0, +).squareRoot()
    let three = try error(forecaster(ForecastTarget(stepSeconds: 300, lead: 3, window: 1)), loads, training: 6_000)
    #expect(abs(three.rmse / optimum - 1) < 0.03)
  }

  @Test func `the level of a load does not weigh on its fit`() throws {
    let loads = SeededLoads.autoregressive(1.4, -0.7, steps: 14_000, seed: 12)
    let target = ForecastTarget(stepSeconds: 300, lead: 1, window: 1)
    let high = try error(forecaster(target), loads.map { $0 + 10_000 }, training: 6_000)
    #expect(abs(high.rmse - 1) < 0.03)
    let small = try error(forecaster(target), loads.map { ($0 - 80) / 10_000 }, training: 6_000)
    #expect(abs(small.rmse * 10_000 - 1) < 0.03)
  }

  @Test func `its forecast follows the process' own rule`() throws {
    let loads = SeededLoads.autoregressive(1.4, -0.7, steps: 8_000, seed: 2)
    var forecaster = forecaster(ForecastTarget(stepSeconds: 300, lead: 1, window: 1))
    for load in loads { forecaster.observe(load) }
    try forecaster.fit()
    // The answer to a jump away from the mean shows the two coefficients.
    for _ in 0..<20 { forecaster.observe(100) }
    let rest = try #require(answer(&forecaster))[0]
    forecaster.observe(110)
    let first = try #require(answer(&forecaster))[0]
    forecaster.observe(100)
    let second = try #require(answer(&forecaster))[0]
    #expect(abs(rest - 100) < 0.3)
    #expect(abs((first - rest) / 10 - 1.4) < 0.05)
    #expect(abs((second - rest) / 10 + 0.7) < 0.05)
  }

  @Test func `a rhythm that returns after a day or a week is used`() throws {
    // A random pattern of one week that repeats: nothing but the lags can know it.
    let week = SeededLoads.autoregressive(0, 0, steps: 7 * 144, seed: 3).map { 100 + 30 * ($0 - 100) }
    var loads: [Float] = []
    for _ in 0..<4 { loads += week }
    let target = ForecastTarget(stepSeconds: 600, lead: 1, window: 1)
    let weekly = try error(forecaster(target), loads, training: 20 * 144)
    #expect(weekly.rmse < 1)
    let day = Array(week[..<144])
    let daily = try error(forecaster(target), day + day + day + day + day, training: 4 * 144)
    #expect(daily.rmse < 1)
  }

  @Test func `a lag that few rows have does not spoil the fit`() throws {
    // Of a little more than a week only sixty rows have a last week: too few for all the weights.
    let loads = SeededLoads.autoregressive(1.4, -0.7, steps: 7_000, seed: 8)
    let target = ForecastTarget(stepSeconds: 600, lead: 1, window: 1)
    #expect(try error(forecaster(target), loads, training: 7 * 144 + 60).rmse < 1.04)
  }

  @Test func `a lag shorter than the forecast's reach is not learned from`() throws {
    // More than a day ahead, yesterday's window of the target is not over yet; last week's is.
    let day = SeededLoads.autoregressive(0, 0, steps: 144, seed: 3).map { 100 + 30 * ($0 - 100) }
    let loads = (0..<28).flatMap { _ in day }
    let target = ForecastTarget(stepSeconds: 600, lead: 145, window: 1)
    #expect(try error(forecaster(target), loads, training: 20 * 144).rmse < 1)
  }
}
