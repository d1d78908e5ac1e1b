import Features
import Foundation
import Testing

struct LoadSeriesTests {
  private func history(_ loads: [Float], stepSeconds: Double = 15) -> LoadHistory {
    var history = LoadHistory(
      target: ForecastTarget(stepSeconds: stepSeconds, lead: 2, window: 5), scale: 10, startTime: 0, isCompact: true)
    for load in loads { history.append(load) }
    return history
  }

  /// Loads that hold each value for some steps, with a wave, noise and gaps.
  private func held(_ steps: Int, count: Int, seed: UInt64 = 3) -> [Float] {
    var random = SeededNumbers(seed: seed)
    var load: Float = 0
    return (0..<count).map { step in
      if step % steps == 0 {
        let wave = 1.2 + sin(Double(step) / 900)
        load = random.uniform() < 0.02 ? .nan : Float(40 * wave * (0.7 + 0.6 * random.uniform()))
      }
      return load
    }
  }

  @Test func `loads of the newest hour are as they were, older ones to a thousandth when minutes are level`() {
    let loads = held(4, count: 7_000)
    let kept = history(loads).loads
    #expect(kept.firstPosition == 0)
    for position in loads.indices {
      let load = kept[position]
      if loads[position].isNaN {
        #expect(load.isNaN, "\(position)")
      } else if position >= loads.count - 241 {
        #expect(load == loads[position], "\(position)")
      } else {
        #expect(abs(load - loads[position]) < 0.001 * loads[position], "\(position): \(load), not \(loads[position])")
      }
    }
    #expect(kept[-1].isNaN && kept[loads.count].isNaN)
  }

  @Test func `loads that change every half minute keep both halves`() {
    let loads = held(2, count: 3_000)
    let kept = history(loads).loads
    for position in 0..<2_400 where !loads[position].isNaN && !loads[position ^ 2].isNaN {
      #expect(abs(kept[position] - loads[position]) < 1.5, "\(position): \(kept[position]), not \(loads[position])")
    }
  }

  @Test(arguments: [1.0, 15, 20, 30])
  func `mean and largest load of every minute are kept`(stepSeconds: Double) {
    let minute = Int(60 / stepSeconds)
    let loads = held(1, count: 130 * minute)
    let kept = history(loads, stepSeconds: stepSeconds).loads
    for start in stride(from: 0, to: 60 * minute, by: minute) {
      let known = loads[start..<start + minute].filter { !$0.isNaN }
      let found = (start..<start + minute).map { kept[$0] }
      guard let largest = known.max() else {
        #expect(found.allSatisfy { $0.isNaN })
        continue
      }
      let mean = known.reduce(0, +) / Float(known.count)
      #expect(abs(found.reduce(0, +) / Float(minute) - mean) < 0.002 * 90, "the minute at \(start)")
      #expect(abs((found.max() ?? 0) - largest) < (minute > 4 ? 0.08 : 0.04) * largest, "the minute at \(start)")
    }
  }

  @Test(arguments: [1.0, 7, 15, 45, 60, 300, 3_600, 20_000])
  func `a summary is that of the loads read back one by one`(stepSeconds: Double) {
    var random = SeededNumbers(seed: 9)
    let count = Int(min(40_000, 9 * 86_400 / stepSeconds))
    let kept = history(held(3, count: count), stepSeconds: stepSeconds).loads
    for length in [1, 2, 5, 21, 240, 1_441, 5_760] {
      for _ in 0..<20 {
        let start = random.integer(below: count)
        let known = (start..<min(count, start + length)).map { Double(kept[$0]) }.filter { !$0.isNaN }
        let found = kept.summary(start..<start + length)
        #expect(found.count == Double(known.count))
        guard let largest = known.max(), let least = known.min() else {
          #expect(found.mean.isNaN && found.maximum.isNaN && found.minimum.isNaN)
          continue
        }
        let sum = known.reduce(0, +)
        #expect(abs(found.sum - sum) < 1e-6 * (1 + sum))
        #expect(Double(found.maximum) == largest && Double(found.minimum) == least)
        #expect(abs(found.squares - known.reduce(0) { $0 + $1 * $1 }) < 1e-6 * (1 + found.squares))
      }
    }
  }

  @Test func `a compact history forgets after two weeks, hour by hour`() {
    var history = history(held(4, count: 5_760 * 14))
    #expect(history.loads.firstPosition == 0)
    for load in held(4, count: 5_760, seed: 4) { history.append(load) }
    let first = history.loads.firstPosition
    #expect(first > 0 && first % 240 == 0 && history.count - first >= 14 * 5_760)
    #expect(history.loads[first - 1].isNaN)
    #expect(history.loads.summary(first - 400..<first).count == 0)
  }

  @Test func `loads read back and taken in again stay the same`() {
    let loads = held(1, count: 4_800)
    let once = history(loads).loads
    let twice = history((0..<4_800).map { once[$0] }).loads
    for position in 0..<4_320 where !once[position].isNaN {
      #expect(abs(twice[position] - once[position]) < 0.005 * 90, "\(position): \(twice[position]), \(once[position])")
    }
  }
}
