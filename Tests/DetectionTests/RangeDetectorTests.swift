import Detection
import Testing

struct RangeDetectorTests {
  private func run(_ values: [Float]) -> [AnomalyScore] {
    var detector = RangeDetector(metricCount: 1)
    return scores(&detector, values.map { [$0] })
  }

  /// 0, 1, 2, 3, 0, 1, …
  private func saw(_ count: Int) -> [Float] { (0..<count).map { Float($0 % 4) } }

  @Test func `a spike out of the range alarms once`() {
    var values = saw(200)
    for row in 100..<110 { values[row] = 6 }
    let found = run(values)
    #expect(found.indices.filter { found[$0].isAnomaly } == [100])
    // Three above a range of about three, in thresholds of 0.045.
    #expect(abs(found[100].value - 1 / 0.045) < 0.5)
    #expect(found[100].top == 0)
  }

  @Test func `within the suppression only a larger score is said`() {
    // Leaves the range by 10 %, then by half, then by 10 % again, each time above everything before.
    var values = saw(300)
    values[100] = 3.3
    values[120] = 5
    values[140] = 5.5
    values[220] = 6
    let found = run(values)
    #expect(found.indices.filter { found[$0].isAnomaly } == [100, 120, 220])
    #expect(found[120].value > found[100].value)
    #expect(found[140] == .none)
  }

  @Test func `suppression lasts sixty rows`() {
    for (distance, alarms) in [(60, 1), (61, 2)] {
      var values = saw(300)
      values[100] = 6
      values[100 + distance] = 7
      #expect(run(values).count { $0.isAnomaly } == alarms, "\(distance) rows apart")
    }
  }

  @Test func `the first forty values teach the range and no more`() {
    var values = saw(100)
    values[39] = 50
    #expect(!run(values).contains { $0.isAnomaly })
    values[39] = 1
    values[40] = 50
    #expect(run(values)[40].isAnomaly)
  }

  @Test(arguments: [Float(0), 5, -3e7, 1e-20])
  func `a constant series never alarms`(value: Float) {
    #expect(run([Float](repeating: value, count: 5_000)).allSatisfy { $0.value == 0 })
  }

  @Test func `a level of long ago is news again`() {
    func alarmsAgain(after rows: Int) -> Bool {
      var values = saw(100)
      values.append(30)
      values += saw(rows)
      values.append(30)
      return run(values).last!.isAnomaly
    }
    #expect(!alarmsAgain(after: 100))
    #expect(alarmsAgain(after: 2_000))
  }

  @Test func `the range follows its formula`() {
    var low = 0.0
    var high = 0.0
    let values = (0..<400).map { (row: Int) -> Float in Float(10 + row * 7919 % 101 + row / 10) }
    let found = run(values)
    var loudest = 0.0
    var said = -1_000
    for (row, value) in values.map({ Double($0) }).enumerated() {
      if row == 0 { (low, high) = (value, value) }
      let width = high - low + 1e-2 * abs(high) + 1e-9
      let excess = max(value - high, low - value, 0) / width
      (low, high) = (min(low, value), max(high, value))
      let middle = (low + high) / 2
      (low, high) = (low + 3e-4 * (middle - low), high - 3e-4 * (high - middle))
      var score = row >= 40 ? min(excess, 3) / 0.045 : 0
      if row - said > 60 { loudest = 0 }
      if score > loudest { (loudest, said) = (score, row) } else { score = 0 }
      #expect(abs(found[row].value - score) < 1e-9, "row \(row)")
    }
    #expect(found.contains { $0.value > 0 })
  }

  @Test(arguments: [Float.infinity, -.infinity, .nan])
  func `a value that is not finite is none, and the range stays`(value: Float) {
    var values = saw(200)
    values[100] = value
    values[150] = 6
    let found = run(values)
    #expect(found[100] == .none)
    #expect(found.indices.filter { found[$0].isAnomaly } == [150])
  }

  @Test func `a score ends at three widths of the range`() {
    #expect(run(saw(100) + [1e6])[100].value == 3 / 0.045)
    #expect(run(saw(100) + [7])[100].value < 3 / 0.045)
  }

  @Test func `the metric that leaves its range furthest is named`() {
    var detector = RangeDetector(metricCount: 3)
    for row in 0..<100 { _ = detector.score([Float(row % 5), Float(row % 3), 7].span) }
    #expect(detector.score([4.5, 6, .nan].span).top == 1)
  }
}
