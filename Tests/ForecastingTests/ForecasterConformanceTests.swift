import Features
import Forecasting
import Foundation
import Tensors
import Testing

/// What every forecaster must do, whatever it is.
struct ForecasterConformanceTests {
  static let levels = [0.05, 0.5, 0.95]
  static let targets = [
    ForecastTarget(stepSeconds: 600, lead: 1, window: 1), ForecastTarget(stepSeconds: 600, lead: 2, window: 5),
    ForecastTarget(stepSeconds: 600, lead: 144, window: 1), ForecastTarget(stepSeconds: 600, lead: 150, window: 3),
  ]

  private func make(_ kind: ForecasterKind, _ target: ForecastTarget, seed: UInt64 = 1) -> any Forecaster {
    kind.make(.empty(target), levels: Self.levels, seed: seed, threads: 1)
  }

  /// Fits after `training` loads and then answers after every later one.
  private func run(
    _ kind: ForecasterKind, _ target: ForecastTarget, _ loads: [Float], training: Int
  ) throws -> [[Float]?] {
    var forecaster = make(kind, target)
    for load in loads[..<training] { forecaster.observe(load) }
    try forecaster.fit()
    return loads[training...].map { load in
      forecaster.observe(load)
      return answer(&forecaster)
    }
  }

  @Test(arguments: ForecasterKind.allCases, targets)
  func `same loads same answers, whatever comes after`(kind: ForecasterKind, target: ForecastTarget) throws {
    let loads = SeededLoads.daily(days: 4.5, stepSeconds: 600, noise: 0.1, seed: 3)
    let training = 3 * 144
    let answers = try run(kind, target, loads, training: training)
    #expect(answers.contains { $0 != nil })
    #expect(try run(kind, target, loads, training: training) == answers)
    let cut = training + 100
    let others = loads[..<cut] + loads[cut...].map { 500 - 2 * $0 }
    let changed = try run(kind, target, Array(others), training: training)
    #expect(changed[..<100] == answers[..<100])
    #expect(changed[101...] != answers[101...])
  }

  @Test(arguments: ForecasterKind.allCases, targets)
  func `quantiles rise, and are finite and not negative`(kind: ForecasterKind, target: ForecastTarget) throws {
    let loads = SeededLoads.daily(days: 5, stepSeconds: 600, noise: 0.6, seed: 5)
    var answered = 0
    for answer in try run(kind, target, loads, training: 4 * 144) {
      guard let answer else { continue }
      answered += 1
      #expect(answer.allSatisfy { $0.isFinite && $0 >= 0 })
      #expect(answer[1] <= answer[2] && answer[2] <= answer[3])
    }
    #expect(answered == 144)
  }

  @Test(arguments: ForecasterKind.allCases, targets)
  func `gaps and missing values survive`(kind: ForecasterKind, target: ForecastTarget) throws {
    var random = RandomSource(seed: 9)
    var loads = SeededLoads.daily(days: 8, stepSeconds: 600, noise: 0.1, seed: 7)
    for index in loads.indices where random.uniform() < 0.02 { loads[index] = .nan }
    for index in 200..<260 { loads[index] = .nan }
    for index in 900..<1_080 { loads[index] = .nan }
    loads[1_100] = .infinity
    let answers = try run(kind, target, loads, training: 5 * 144)
    #expect(answers.allSatisfy { $0?.allSatisfy(\.isFinite) ?? true })
    // An hour after the long gap everyone speaks again.
    #expect(answers[(1_090 - 720)...].contains { $0 != nil })
    #expect(answers.last! != nil)
  }

  @Test(arguments: ForecasterKind.allCases, targets)
  func `a constant load is forecast as itself`(kind: ForecasterKind, target: ForecastTarget) throws {
    for load in [Float(0), 0.002, 37, 81_000] {
      let answers = try run(kind, target, [Float](repeating: load, count: 700), training: 600)
      let last = try #require(answers[99])
      for value in last { #expect(abs(value - load) <= 1e-3 * load, "\(value), not \(load)") }
    }
  }

  @Test(arguments: ForecasterKind.allCases)
  func `an empty history and a single load give no answer`(kind: ForecasterKind) {
    for target in Self.targets {
      var forecaster = make(kind, target)
      #expect(answer(&forecaster) == nil)
      forecaster.observe(5)
      #expect(answer(&forecaster) == nil)
      forecaster.observe(.nan)
      #expect(forecaster.target == target && forecaster.levels == Self.levels)
    }
  }

  @Test(arguments: [ForecasterKind.trees, .autoregression])
  func `too little history is refused with a sentence`(kind: ForecasterKind) {
    for loads in [[], [4], (0..<30).map { Float($0) }, [Float](repeating: .nan, count: 2_000)] {
      var forecaster = make(kind, Self.targets[0])
      for load in loads { forecaster.observe(load) }
      let error = #expect(throws: ForecastError.self) { try forecaster.fit() }
      #expect(error?.description.contains("rows to learn from, at least") == true)
      #expect(answer(&forecaster) == nil)
    }
  }

  @Test(arguments: ForecasterKind.allCases)
  func `a copy goes its own way`(kind: ForecasterKind) throws {
    let loads = SeededLoads.daily(days: 3, stepSeconds: 600, noise: 0.1, seed: 4)
    var forecaster = make(kind, Self.targets[0])
    for load in loads { forecaster.observe(load) }
    try forecaster.fit()
    let before = answer(&forecaster)
    var copy = forecaster
    for _ in 0..<50 { copy.observe(700) }
    #expect(answer(&forecaster) == before)
    #expect(answer(&copy) != before)
  }
}
