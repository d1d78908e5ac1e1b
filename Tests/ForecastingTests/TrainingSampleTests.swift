import Features
import Forecasting
import Foundation
import Testing

struct TrainingSampleTests {
  private let target = ForecastTarget(stepSeconds: 600, lead: 2, window: 4)

  private func loads(days: Double = 9) -> [Float] {
    var loads = SeededLoads.daily(days: days, stepSeconds: 600, noise: 0.3, seed: 2)
    for index in loads.indices where index % 97 < 3 { loads[index] = .nan }
    for index in 400..<430 { loads[index] = .nan }
    return loads
  }

  private func history(_ loads: [Float]) -> LoadHistory {
    var history = LoadHistory.empty(target)
    for load in loads { history.append(load) }
    return history
  }

  @Test func `rows are what a live forecaster saw, with what then came`() throws {
    let loads = loads()
    let sample = TrainingSample(history(loads), limit: 400, seed: 5)
    var live = LoadHistory.empty(target)
    var row = [Float](repeating: 0, count: LoadHistory.featureCount)
    var next = 0
    for (position, load) in loads.enumerated() {
      live.append(load)
      guard next < sample.count, sample.positions[next] == position else { continue }
      #expect(live.extract(into: &row))
      let width = LoadHistory.featureCount
      #expect(sample.features[next * width..<(next + 1) * width].map(\.bitPattern) == row.map(\.bitPattern))
      let actual = try #require(loads[position + 2...position + 5].filter { !$0.isNaN }.max())
      #expect(sample.loads[next] == actual)
      #expect(sample.ratios[next] == live.encode(actual))
      next += 1
    }
    #expect(next == sample.count)
    #expect(sample.features.count == sample.count * LoadHistory.featureCount)
  }

  @Test func `all rows are taken when they are few, but none whose window has not ended`() {
    let loads = [Float](repeating: 3, count: 300)
    let sample = TrainingSample(history(loads), limit: 1_000, seed: 0)
    #expect(sample.positions == Array(0..<300 - target.reach))
    for steps in 0...target.reach {
      #expect(TrainingSample(history(Array(loads[..<steps])), limit: 1_000, seed: 0).count == 0)
    }
    #expect(TrainingSample(history(Array(loads[...target.reach])), limit: 1_000, seed: 0).positions == [0])
  }

  @Test func `a limit draws about as many, spread evenly, by the seed`() {
    let loads = SeededLoads.daily(days: 20, stepSeconds: 600, noise: 0.3, seed: 2)
    let sample = TrainingSample(history(loads), limit: 600, seed: 5)
    #expect(abs(sample.count - 600) < 90)
    let firstHalf = sample.positions.count { $0 < loads.count / 2 }
    #expect(abs(firstHalf - sample.count / 2) < 60)
    #expect(TrainingSample(history(loads), limit: 600, seed: 5).positions == sample.positions)
    #expect(TrainingSample(history(loads), limit: 600, seed: 6).positions != sample.positions)
  }

  @Test func `the last rows do not reach into the future`() {
    let loads = loads()
    let whole = TrainingSample(history(loads), limit: 100_000, seed: 0)
    let part = TrainingSample(history(Array(loads[..<1_000])), limit: 100_000, seed: 0)
    #expect(part.count > 800)
    #expect(part.positions.last! + target.reach < 1_000)
    #expect(Array(whole.ratios[..<part.count]) == part.ratios)
  }

  @Test func `a history that has forgotten its beginning gives rows from where it begins`() {
    let loads = SeededLoads.daily(days: 30.35, stepSeconds: 600, noise: 0.3, seed: 2)
    let sample = TrainingSample(history(loads), limit: 100_000, seed: 0)
    let first = loads.count - 28 * 144
    #expect(sample.positions.first == first)
    #expect(sample.positions.count == 28 * 144 - target.reach)
    #expect(sample.loads[0] == loads[first + 2...first + 5].max())
    // The calendar goes on, from Thursday the first of January 2026.
    #expect(sample.features[36] == Float(first * 10 % 60))
    #expect(sample.features[37] == Float(first / 6 % 24))
    #expect(sample.features[38] == Float(first / 144 % 7))
  }
}
