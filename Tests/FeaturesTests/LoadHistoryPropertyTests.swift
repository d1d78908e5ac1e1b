import Features
import Foundation
import Testing

struct LoadHistoryPropertyTests {
  /// Compares the streaming features with the slow twin's at about `checks` steps.
  private func compare(
    _ loads: [Float], _ target: ForecastTarget, scale: Double, checks: [Int], startTime: Double = 1_700_000_000
  ) {
    let plain = PlainLoadFeatures(loads, target: target, scale: scale, startTime: startTime)
    var history = LoadHistory(target: target, scale: scale, startTime: startTime)
    let wanted = Set(checks)
    var features = [Float](repeating: 0, count: LoadHistory.featureCount)
    for (step, load) in loads.enumerated() {
      history.append(load)
      guard wanted.contains(step) else { continue }
      let expected = plain.features(at: step)
      #expect(history.extract(into: &features) == (expected != nil), "step \(step)")
      guard let expected else { continue }
      #expect(expected.count == LoadHistory.featureCount)
      for (index, value) in expected.enumerated() {
        let found = Double(features[index])
        #expect(
          value.isNaN ? found.isNaN : abs(found - value) < 1e-4 * max(1, abs(value)),
          "feature \(index) at step \(step): \(found), not \(value)")
      }
    }
  }

  @Test(arguments: [
    (60.0, 2, 5, 8.2), (300.0, 1, 2, 9.0), (300.0, 12, 1, 8.5), (1800.0, 1, 3, 20.0), (20_000.0, 1, 2, 30.0),
  ])
  func `features are those of the slow twin`(step: Double, lead: Int, window: Int, days: Double) {
    let count = Int(days * 86_400 / step)
    let loads = seededLoad(steps: count, stepSeconds: step, scale: 40, seed: 11)
    let early = Array(0..<min(count, 40))
    let spread = (0..<60).map { $0 * 7919 % count }
    compare(
      loads, ForecastTarget(stepSeconds: step, lead: lead, window: window), scale: 40,
      checks: early + spread + [count - 1])
  }

  @Test func `features at the autoscaler's ticks are those of the slow twin`() {
    let loads = seededLoad(steps: 41_000, stepSeconds: 15, scale: 120, seed: 5)
    let target = ForecastTarget.leadTime(stepSeconds: 15, metricLagSeconds: 30, startupSeconds: 300)
    compare(loads, target, scale: 120, checks: (0..<40).map { $0 * 37 } + (0..<16).map { 40_999 - $0 * 2_503 })
  }

  @Test func `a history that has forgotten its beginning still agrees`() {
    // 31 days: the ring keeps four weeks.
    let loads = seededLoad(steps: 31 * 288, stepSeconds: 300, scale: 10, seed: 2)
    compare(
      loads, ForecastTarget(stepSeconds: 300, lead: 1, window: 2), scale: 10,
      checks: (0..<12).map { loads.count - 1 - 97 * $0 })
  }

  @Test(arguments: [(15.0, 4, 5), (15.0, 4, 21), (30, 2, 7), (60, 1, 3), (300, 1, 2)])
  func `features of a compact history are those of the slow twin when minutes are level`(
    step: Double, held: Int, window: Int
  ) {
    // Gaps are held too: a block is missing as a whole or not at all.
    let minutes = seededLoad(steps: Int(9 * 86_400 / step) / held, stepSeconds: step * Double(held), scale: 60, seed: 3)
    let loads = minutes.flatMap { [Float](repeating: $0, count: held) }
    let target = ForecastTarget(stepSeconds: step, lead: 2, window: window)
    let plain = PlainLoadFeatures(loads, target: target, scale: 60, startTime: 0)
    var history = LoadHistory(target: target, scale: 60, startTime: 0, isCompact: true)
    var features = [Float](repeating: 0, count: LoadHistory.featureCount)
    var compared = 0
    for (position, load) in loads.enumerated() {
      history.append(load)
      guard position % (loads.count / 90) == 17, let expected = plain.features(at: position) else { continue }
      #expect(history.extract(into: &features))
      compared += 1
      for (name, (value, found)) in zip(LoadHistory.featureNames, zip(expected, features)) {
        #expect(
          value.isNaN ? found.isNaN : abs(Double(found) - value) < 2e-3 * max(1, abs(value)),
          "\(name) at step \(position): \(found), not \(value)")
      }
    }
    #expect(compared > 50)
  }

  @Test func `features do not change with what comes after`() {
    let target = ForecastTarget(stepSeconds: 60, lead: 2, window: 5)
    let loads = seededLoad(steps: 3_000, stepSeconds: 60, scale: 1, seed: 8)
    func features(_ loads: [Float], until steps: Int) -> [[UInt32]] {
      var history = LoadHistory(target: target, scale: 1, startTime: 0)
      var row = [Float](repeating: 0, count: LoadHistory.featureCount)
      return loads.enumerated().compactMap { step, load in
        history.append(load)
        return step < steps && history.extract(into: &row) ? row.map(\.bitPattern) : nil
      }
    }
    let other = loads[..<2_000] + loads[2_000...].map { $0.isNaN ? 3 : $0 * 50 + 1 }
    #expect(features(loads, until: 2_000) == features(Array(other), until: 2_000))
    #expect(features(loads, until: 3_000) != features(Array(other), until: 3_000))
  }

  @Test func `features do not depend on the unit of the load`() {
    let target = ForecastTarget(stepSeconds: 300, lead: 1, window: 2)
    let loads = seededLoad(steps: 2_500, stepSeconds: 300, scale: 1, seed: 4)
    var small = LoadHistory(target: target, scale: 1, startTime: 0)
    var large = LoadHistory(target: target, scale: 10, startTime: 0)
    var left = [Float](repeating: 0, count: LoadHistory.featureCount)
    var right = left
    var compared = 0
    for load in loads {
      small.append(load)
      large.append(load * 10)
      let isKnown = small.extract(into: &left)
      #expect(large.extract(into: &right) == isKnown)
      guard isKnown else { continue }
      compared += 1
      for index in left.indices {
        let agrees = left[index].isNaN ? right[index].isNaN : abs(left[index] - right[index]) < 2e-5
        #expect(agrees, "feature \(index): \(left[index]) and \(right[index])")
      }
    }
    #expect(compared > 2_000)
  }
}
