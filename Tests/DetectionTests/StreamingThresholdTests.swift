import Detection
import Foundation
import Tensors
import Testing

struct StreamingThresholdTests {
  /// Rows of an exponential score around a level, and which of them exceed.
  private func alarms(
    rate: Double, rows: Int, seed: UInt64 = 1, _ score: (_ row: Int, _ exponential: Double) -> Double
  ) -> [Int] {
    var random = RandomSource(seed: seed)
    var threshold = StreamingThreshold(alarmRate: rate)
    return (0..<rows).filter { threshold.exceeds(score($0, -log(1 - random.uniform()))) }
  }

  @Test(arguments: [1e-2, 1e-3, 1e-4])
  func `alarms come as often as wanted`(rate: Double) {
    let rows = 100_000
    let count = (0..<3).reduce(0) { $0 + alarms(rate: rate, rows: rows, seed: UInt64($1)) { $1 }.count }
    let share = Double(count) / Double(3 * rows)
    #expect(share > 0.5 * rate && share < 2 * rate, "\(share)")
  }

  @Test func `a slow rise of the level is no news, a jump is`() {
    let drifting = alarms(rate: 1e-3, rows: 50_000) { row, value in value + Double(row) / 1_000 }
    #expect(drifting.count < 150)
    let jumped = alarms(rate: 1e-3, rows: 3_000) { row, value in value + (row >= 2_500 ? 30 : 0) }
    #expect(jumped.count { $0 >= 2_500 } == 500 && jumped.count { $0 < 2_500 } < 10)
  }

  @Test func `nothing exceeds while it is calibrated, and a run of alarms teaches as much as one`() throws {
    #expect(alarms(rate: 1e-2, rows: 1_000) { row, value in row == 500 ? 1e6 : value }.isEmpty)
    var threshold = StreamingThreshold(alarmRate: 1e-3)
    var random = RandomSource(seed: 2)
    for _ in 0..<1_500 { _ = threshold.exceeds(random.uniform()) }
    let first = threshold.exceeds(100)
    let before = try #require(threshold.value)
    let others = (0..<50).map { _ in threshold.exceeds(100) }
    #expect(first && others.allSatisfy { $0 })
    #expect(threshold.value == before && before < 2)
  }

  @Test func `equal scores and none exceed nothing, a larger one does`() {
    #expect(alarms(rate: 1e-3, rows: 3_000) { row, _ in row == 2_000 ? 5 : 4 } == [2_000])
    #expect(alarms(rate: 1e-3, rows: 3_000) { _, _ in 0 }.isEmpty)
  }

  @Test func `a detector with it scores 1 where the threshold is, and as before until there is one`() throws {
    let rows = SeededMetrics(rows: 3_000, seed: 11).rows
    let trained = try SeededMetrics.detector()
    var (plain, adaptive): (any AnomalyDetector, any AnomalyDetector) = (
      trained, AdaptiveThresholdDetector(trained, alarmRate: 1e-3)
    )
    #expect(adaptive.metricCount == 2)
    var alarms = 0
    for (index, row) in rows.enumerated() {
      let row = index == 2_900 ? [row[0] + 200, row[1]] : row
      let (left, right) = (plain.score(row.span), adaptive.score(row.span))
      if index < 1_000 { #expect(left == right) }
      #expect(left.top == right.top)
      if index < 2_900, right.isAnomaly { alarms += 1 }
      if index == 2_900 { #expect(right.isAnomaly && adaptive.finding(of: 0) == plain.finding(of: 0)) }
    }
    #expect(alarms < 30)
  }
}
