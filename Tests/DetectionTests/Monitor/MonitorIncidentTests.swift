import Detection
import Testing

/// How anomalous rows become incidents.
struct MonitorIncidentTests {
  private let world = MonitorWorld.level(rows: 600) { $1 }

  @Test func `an hour of quiet ends an incident, less does not`() {
    #expect(world.run(ScriptedDetector(scores: [100: 2, 160: 3, 220: 1.5])).incidents.count == 1)
    let two = world.run(ScriptedDetector(scores: [100: 2, 161: 3]))
    #expect(two.incidents.map(\.firstRow) == [100, 161])
    #expect(two.verdicts[161].ended?.firstRow == 100 && two.verdicts[161].isAlarm)
    #expect(two.verdicts.count { $0.isAlarm } == 2)
  }

  @Test func `it knows its first, last and strangest row, with their times`() throws {
    let found = world.run(ScriptedDetector(scores: [100: 2, 130: 7, 150: 1.5]))
    let incident = try #require(found.incidents.first)
    #expect((incident.firstRow, incident.peakRow, incident.lastRow) == (100, 130, 150))
    #expect(incident.peakScore == 7)
    #expect(incident.firstTime == MonitorWorld.start + 6_000 && incident.lastTime == MonitorWorld.start + 9_000)
    #expect(incident.finding?.value == Double(world.rows[130][0]))
  }

  @Test func `without times sixty rows are an hour, with an interval as many as it has`() {
    var world = world
    world.times = world.times.map { _ in nil }
    let scores = [100: 2.0, 150: 2, 211: 2]
    #expect(world.run(ScriptedDetector(scores: scores)).incidents.map(\.firstRow) == [100, 211])
    #expect(
      world.run(ScriptedDetector(scores: scores), rules: MonitorRules(interval: 300)).incidents.map(\.firstRow)
        == [100, 150, 211])
  }

  @Test func `rows an hour apart are together for five rows`() {
    let hourly = MonitorWorld(rows: 200, step: 3_600) { 50 + $1 + ($0 >= 100 ? 40 : 0) }
    let found = hourly.run(ScriptedDetector(scores: [100: 9, 104: 2]))
    #expect(found.incidents.map(\.kind) == [.shift])
    #expect(hourly.run(ScriptedDetector(scores: [100: 9, 106: 2])).incidents.count == 2)
  }

  @Test func `a burst is a spike in the end, whatever it looked like`() {
    let burst = MonitorWorld.level { (700..<715).contains($0) ? $1 + 40 : $1 }
    #expect(burst.run(ScriptedDetector(scores: [700: 9])).incidents.map(\.kind) == [.spike])
  }

  @Test func `a spike on the way up of a season is a spike`() {
    let ramp = MonitorWorld.level { (700..<702).contains($0) ? 300 : $1 + 0.1 * Double(max(0, $0 - 500)) }
    #expect(ramp.run(ScriptedDetector(scores: [700: 9])).incidents.map(\.kind) == [.spike])
  }

  @Test func `the kind is not known before its rows are`() throws {
    var monitor = AnomalyMonitor(ScriptedDetector(scores: [700: 9]), metrics: ["cpuPercent"])
    let shift = MonitorWorld.level { $0 >= 700 ? $1 + 40 : $1 }
    for row in shift.rows[...700] { _ = monitor.observe(row.span) }
    #expect(monitor.incident?.kind == .spike)
    for row in shift.rows[701...710] { _ = monitor.observe(row.span) }
    #expect(monitor.incident?.kind == .shift)
  }

  @Test func `contributions are ranked, and the sentence has them`() throws {
    func finding(_ value: Double, _ contribution: Double) -> MetricFinding {
      MetricFinding(value: value, expected: 41.23, lower: 30, upper: 50, contribution: contribution)
    }
    let found = MonitorWorld(rows: 300) { _, _ in 0 }
    var world = found
    world.rows = world.rows.map { _ in [1, 2, 3] }
    let incident = try #require(
      world.run(
        ScriptedDetector(
          metricCount: 3, scores: [100: 3], top: 1,
          findings: [finding(45, 0.25), finding(99.5, 0.75), finding(41, 0)])
      ).incidents.first)
    #expect(incident.contributions.map(\.metric) == ["latency", "cpuPercent"])
    #expect(incident.contributions.map(\.share) == [0.75, 0.25])
    #expect(
      incident.sentence
        == "latency rose to 99.5, expected 41.23 (30 to 50); also cpuPercent (25 %).")
  }

  @Test func `the warm-up is counted`() {
    var monitor = AnomalyMonitor(WarmingDetector(), metrics: ["a"])
    for row in 0..<50 {
      let verdict = monitor.observe([1].span)
      #expect(verdict.score.isWarmingUp == (row < 12))
    }
    #expect(monitor.warmUpRows == 12)
  }

  private struct WarmingDetector: AnomalyDetector {
    var metricCount: Int { 1 }
    var rows = 0
    mutating func score(_ row: Span<Float>, at time: Double?) -> AnomalyScore {
      rows += 1
      return rows <= 12 ? .warmingUp : .none
    }
    func finding(of metric: Int) -> MetricFinding? { nil }
  }
}
