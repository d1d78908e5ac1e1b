import Detection
import Foundation
import Tensors
import Testing

struct StreamingDetectorTests {
  private static let day = SyntheticMetric.day

  @Test(arguments: [UInt64(0), 1, 2])
  func `a spike and a dip raise one alarm each, at once`(seed: UInt64) {
    for size in [Float(60), -60] {
      var metric = SyntheticMetric(days: 12, seed: seed + 1)
      let quiet = metric.alarms(seed: seed)
      let row = 10 * Self.day + 100
      metric.values[row] += size * (size > 0 ? 1.5 : 2)
      #expect(metric.alarms(seed: seed).filter { $0 >= row && $0 < row + 288 } == [row])
      #expect(quiet.count { $0 > 3 * Self.day } <= 4)
    }
  }

  @Test func `a daily rhythm raises less than an alarm in three days`() {
    var alarms = 0
    for seed in UInt64(1)...5 { alarms += SyntheticMetric(days: 14, seed: seed).alarms().count { $0 >= Self.day } }
    #expect(alarms < 5 * 13 / 3)
  }

  @Test func `after a level shift there is one alarm at once, and quiet within two days`() {
    var metric = SyntheticMetric(days: 20)
    let shift = 12 * Self.day
    for row in shift..<metric.values.count { metric.values[row] += 120 }
    let alarms = metric.alarms().filter { $0 >= shift }
    #expect(alarms.first == shift)
    #expect(alarms.allSatisfy { $0 < shift + 2 * Self.day }, "\(alarms.map { $0 - shift })")
    #expect(alarms.count <= 3, "\(alarms.map { $0 - shift })")
  }

  @Test func `a drift out of everything known is found`() {
    var metric = SyntheticMetric(days: 20, amplitude: 10)
    let start = 12 * Self.day
    for row in start..<metric.values.count {
      metric.values[row] += 60 * Float(min(row - start, Self.day)) / Float(Self.day)
    }
    let alarms = metric.alarms().filter { $0 >= start }
    #expect((alarms.first ?? .max) < start + Self.day)
    #expect(alarms.allSatisfy { $0 < start + 4 * Self.day }, "\(alarms.map { $0 - start })")
  }

  @Test func `a rhythm that changes its period is found, although its range stays`() {
    var metric = SyntheticMetric(days: 16)
    let start = 12 * Self.day
    var random = RandomSource(seed: 8)
    for row in start..<metric.values.count {
      metric.values[row] = Float(100 + 29 * sin(2 * .pi * Double(row - start) / 72) + 1.5 * random.normal())
    }
    let alarms = metric.alarms().filter { $0 >= start }
    #expect((alarms.first ?? .max) < start + Self.day)
  }

  @Test func `a day at the wrong time of the day is found by the season`() {
    var metric = SyntheticMetric(days: 16)
    let start = 12 * Self.day
    for row in start..<start + Self.day { metric.values[row] = metric.values[row - Self.day / 2] }
    #expect(metric.alarms().contains { $0 >= start && $0 < start + Self.day })
  }

  /// The range forgets in days, so that a deep weekend stays half news; the forecast and the season learn it.
  @Test func `a weekend that differs is news at first, and then raises less than an alarm a day`() {
    let alarms = SyntheticMetric(days: 42, weekend: 0.6).alarms()
    #expect(alarms.contains { $0 >= 5 * Self.day && $0 < 8 * Self.day })
    let late = alarms.filter { $0 >= 28 * Self.day }
    #expect(late.count < 14, "\(late)")
    #expect(late.count { $0 / Self.day % 7 < 4 } <= 4, "\(late)")
  }

  @Test func `an hour of daylight saving raises no alarm`() {
    var metric = SyntheticMetric(days: 28)
    let change = 20 * Self.day
    let shifted = Array(metric.values[(change + 12)...]) + Array(metric.values[(metric.values.count - 12)...])
    metric.values.replaceSubrange(change..., with: shifted)
    let alarms = metric.alarms().filter { $0 >= change + 1 && $0 < metric.values.count - 12 }
    #expect(alarms.isEmpty, "\(alarms.map { $0 - change })")
  }

  @Test(arguments: [Float(0), 5, -3e7, 1e-20])
  func `a constant and its rounding errors raise no alarm`(value: Float) {
    var metric = SyntheticMetric(days: 6)
    for row in metric.values.indices {
      metric.values[row] = row % 97 == 50 ? (value == 0 ? 1e-12 : value.nextUp) : value
    }
    #expect(metric.alarms().isEmpty)
  }

  @Test func `a counter that starts again raises one alarm, and goes on`() {
    var metric = SyntheticMetric(days: 12)
    let reset = 8 * Self.day
    for row in metric.values.indices { metric.values[row] = Float(row < reset ? 5_000 + row : row - reset) }
    let alarms = metric.alarms().filter { $0 > Self.day }
    #expect(alarms.first { $0 >= reset } == reset)
    #expect(alarms.count { $0 > reset + Self.day } <= 1, "\(alarms)")
  }

  @Test func `late, repeated, irregular and absurd times change no more than the calendar`() {
    var metric = SyntheticMetric(days: 12)
    var random = RandomSource(seed: 4)
    for row in metric.times.indices {
      switch random.integer(below: 40) {
      case 0: metric.times[row] = metric.times[max(row - 1, 0)]
      case 1: metric.times[row] = metric.times[row].map { $0 - 3_600 }
      case 2: metric.times[row] = nil
      case 3: metric.times[row] = [.nan, .infinity, -1e300, -5e9, 9e10][random.integer(below: 5)]
      default: metric.times[row] = metric.times[row].map { $0 + 120 * random.uniform() }
      }
    }
    let row = 10 * Self.day + 100
    metric.values[row] += 90
    let scores = metric.scores()
    #expect(scores.allSatisfy { $0.value.isFinite && $0.value >= 0 })
    #expect(scores[row].isAnomaly)
    #expect(scores[(4 * Self.day)..<row].count { $0.isAnomaly } <= 2)
  }

  @Test func `rows of a minute raise about as many alarms a day as rows of five minutes`() {
    func alarmsPerDay(interval: Double) -> Double {
      var random = RandomSource(seed: 6)
      var metric = SyntheticMetric(days: 0)
      for row in 0..<40_000 {
        metric.values.append(Float(100 + 5 * random.normal()))
        metric.times.append(SyntheticMetric.start + Double(row) * interval)
      }
      return Double(metric.alarms().count) / (40_000 * interval / 86_400)
    }
    // Were the range to forget as much with each row, it would be three a day.
    #expect(alarmsPerDay(interval: 60) < 1)
    #expect(alarmsPerDay(interval: 300) < 1)
  }

  @Test func `without times it has no season and works`() {
    var metric = SyntheticMetric(days: 12)
    metric.times = metric.times.map { _ in nil }
    let row = 10 * Self.day + 100
    metric.values[row] += 90
    #expect(metric.alarms().filter { $0 > 3 * Self.day }.contains(row))
  }

  @Test func `a missing value says nothing and teaches nothing`() {
    let metric = SyntheticMetric(days: 5)
    var detector = StreamingDetector(metricCount: 1)
    var other = detector
    for (row, value) in metric.values.enumerated() {
      let value = [value]
      let missing: [Float] = [[.nan, .infinity, -.infinity][row % 3]]
      if row > 3 * Self.day, row % 50 < 1 { #expect(other.score(missing.span, at: metric.times[row]) == .none) }
      let (left, right) = (
        detector.score(value.span, at: metric.times[row]), other.score(value.span, at: metric.times[row])
      )
      // The suppression counts rows, so only alarms outside of it are compared.
      #expect(left.isAnomaly == right.isAnomaly, "row \(row)")
      #expect(detector.finding(of: 0) == other.finding(of: 0), "row \(row)")
    }
    let missing: [Float] = [.nan]
    _ = detector.score(missing.span, at: nil)
    #expect(detector.finding(of: 0) == nil)
  }

  @Test func `it says that it is warming up until a metric has been seen forty times`() {
    let scores = SyntheticMetric(days: 1).scores()
    #expect(scores[..<40].allSatisfy { $0 == .warmingUp })
    #expect(scores[40...].allSatisfy { !$0.isWarmingUp })
  }

  @Test func `a seed fixes the scores, and another seed changes them`() {
    let metric = SyntheticMetric(days: 4)
    #expect(metric.scores(seed: 7) == metric.scores(seed: 7))
    #expect(metric.scores(seed: 7) != metric.scores(seed: 8))
  }

  @Test func `a copy by way of JSON goes on alike`() throws {
    let metric = SyntheticMetric(days: 6)
    var detector = StreamingDetector(metricCount: 1, seed: 3)
    for row in 0..<1_000 {
      let value = [metric.values[row]]
      _ = detector.score(value.span, at: metric.times[row])
    }
    var copy = try JSONDecoder().decode(StreamingDetector.self, from: JSONEncoder().encode(detector))
    for row in 1_000..<metric.values.count {
      let value = [metric.values[row] + (row == 1_400 ? 200 : 0)]
      #expect(detector.score(value.span, at: metric.times[row]) == copy.score(value.span, at: metric.times[row]))
      #expect(detector.finding(of: 0) == copy.finding(of: 0))
    }
  }

  @Test(arguments: [
    "\"hours\":[": "\"hours\":[],\"more\":[", "\"past\":[": "\"past\":[1],\"more\":[", "\"means\":[": "\"means\":[1,",
  ])
  func `a damaged state is refused`(found: String, replacement: String) throws {
    let text = String(decoding: try JSONEncoder().encode(StreamingDetector(metricCount: 1)), as: UTF8.self)
    #expect(text.contains(found))
    let damaged = Data(text.replacing(found, with: replacement).utf8)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(StreamingDetector.self, from: damaged) }
  }

  @Test func `a value outside of the band is an anomaly, and one inside is none`() throws {
    let metric = SyntheticMetric(days: 9)
    var warm = StreamingDetector(metricCount: 1)
    for row in metric.values.indices.dropLast() {
      let value = [metric.values[row]]
      _ = warm.score(value.span, at: metric.times[row])
    }
    func answer(_ value: Float) -> (score: AnomalyScore, finding: MetricFinding?) {
      var detector = warm
      let row = [value]
      return (detector.score(row.span, at: metric.times.last!), detector.finding(of: 0))
    }
    let finding = try #require(answer(100).finding)
    #expect(finding.lower < finding.expected && finding.expected < finding.upper)
    let width = Float(finding.upper - finding.lower)
    #expect(width < 120)
    for (limit, outward) in [(Float(finding.upper), Float(1)), (Float(finding.lower), -1)] {
      let (inside, outside) = (answer(limit - 0.001 * outward * width), answer(limit + 0.001 * outward * width))
      #expect(!inside.score.isAnomaly && outside.score.isAnomaly)
      #expect(abs((inside.finding?.upper ?? 0) - finding.upper) < 1e-9)
      #expect(abs((outside.finding?.lower ?? 0) - finding.lower) < 1e-9)
    }
  }

  @Test func `the forecast is what is expected`() throws {
    let metric = SyntheticMetric(days: 10)
    var detector = StreamingDetector(metricCount: 1)
    var error = 0.0
    for row in metric.values.indices {
      let value = [metric.values[row]]
      _ = detector.score(value.span, at: metric.times[row])
      if row >= 8 * Self.day, let finding = detector.finding(of: 0) {
        error += abs(finding.expected - finding.value) / Double(2 * Self.day)
      }
    }
    // The noise's mean size is 1.6, the rhythm's 19.
    #expect(error < 2.5)
  }

  @Test func `a metric says in company what it says alone, also where others are missing`() {
    // Seventeen fill the vectors' lanes once and begin them anew.
    let metrics = (0..<17).map { SyntheticMetric(days: 5, seed: UInt64(40 + $0)) }
    var company = StreamingDetector(metricCount: 17)
    var alone = (0..<17).map { _ in StreamingDetector(metricCount: 1) }
    var differences = 0
    for row in metrics[0].values.indices {
      var values = metrics.map { $0.values[row] }
      if (700..<760).contains(row) { values[4] = .nan }
      _ = company.score(values.span, at: metrics[0].times[row])
      for metric in [0, 3, 15, 16] {
        let value = [values[metric]]
        _ = alone[metric].score(value.span, at: metrics[0].times[row])
        let (left, right) = (company.finding(of: metric), alone[metric].finding(of: 0))
        if left?.expected != right?.expected || left?.lower != right?.lower { differences += 1 }
      }
      #expect((company.finding(of: 4) == nil) == (values[4].isNaN || row < 40))
    }
    #expect(differences == 0)
  }

  @Test func `one of many metrics must say more alone than several at once`() {
    let metrics = (0..<16).map { SyntheticMetric(days: 9, seed: UInt64(20 + $0)) }
    var detector = StreamingDetector(metricCount: 16)
    let last = 9 * Self.day - 1
    func row(_ index: Int) -> [Float] { metrics.map { $0.values[index] } }
    for index in 0..<last {
      let values = row(index)
      _ = detector.score(values.span, at: metrics[0].times[index])
    }
    func answer(_ changed: [Int: Float]) -> (score: AnomalyScore, contributions: [Double]) {
      var copy = detector
      var values = row(last)
      for (metric, value) in changed { values[metric] = value }
      let score = copy.score(values.span, at: metrics[0].times[last])
      return (score, (0..<16).map { copy.finding(of: $0)?.contribution ?? 0 })
    }
    // The range is about 60 to 140; 150 is 10 % of its width above.
    #expect(!answer([3: 150]).score.isAnomaly)
    #expect(answer([3: 150, 5: 150, 9: 151]).score.isAnomaly)
    let alone = answer([3: 350])
    #expect(alone.score.isAnomaly && alone.score.top == 3)
    #expect(alone.contributions[3] == 1)
    let several = answer([3: 150, 5: 150, 9: 250])
    #expect(several.score.top == 9)
    #expect(abs(several.contributions.reduce(0, +) - 1) < 1e-12)
    #expect(several.contributions[9] > several.contributions[5] && several.contributions[5] > 0.2)
  }
}
