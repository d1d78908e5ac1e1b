import Detection
import Testing

/// What an operator asks for.
struct MonitorRulesTests {
  private func finding(_ value: Double, expected: Double, contribution: Double = 1) -> MetricFinding {
    MetricFinding(
      value: value, expected: expected, lower: expected - 1, upper: expected + 1, contribution: contribution)
  }

  private func isAnomaly(_ findings: [MetricFinding], _ rules: MonitorRules) -> Bool {
    var world = MonitorWorld(rows: 200) { _, _ in 0 }
    world.rows = world.rows.map { _ in [Float](repeating: 1, count: findings.count) }
    let verdict = world.run(
      ScriptedDetector(metricCount: findings.count, scores: [100: 5], findings: findings), rules: rules
    ).verdicts[100]
    #expect(verdict.isAlarm == verdict.score.isAnomaly)
    return verdict.isAlarm
  }

  @Test(arguments: [(AnomalyDirection.high, true, false), (.low, false, true), (.both, true, true)])
  func `direction`(direction: AnomalyDirection, high: Bool, low: Bool) {
    let rules = MonitorRules(direction: direction)
    #expect(isAnomaly([finding(60, expected: 50)], rules) == high)
    #expect(isAnomaly([finding(40, expected: 50)], rules) == low)
  }

  @Test func `minimum deviations hold both`() {
    #expect(!isAnomaly([finding(54, expected: 50)], MonitorRules(minimumDeviation: 5)))
    #expect(isAnomaly([finding(45, expected: 50)], MonitorRules(minimumDeviation: 5)))
    #expect(!isAnomaly([finding(54, expected: 50)], MonitorRules(minimumRelativeDeviation: 0.1)))
    #expect(isAnomaly([finding(45, expected: 50)], MonitorRules(minimumRelativeDeviation: 0.1)))
    #expect(!isAnomaly([finding(56, expected: 50)], MonitorRules(minimumDeviation: 5, minimumRelativeDeviation: 0.2)))
  }

  @Test func `a metric behind an excused one may still count`() {
    let findings = [finding(40, expected: 50, contribution: 0.6), finding(90, expected: 50, contribution: 0.4)]
    #expect(isAnomaly(findings, MonitorRules(direction: .high)))
    #expect(!isAnomaly([findings[0], finding(50.5, expected: 50, contribution: 0.4)], MonitorRules(direction: .high)))
  }

  @Test func `an excused row has a score below the threshold`() {
    let world = MonitorWorld.level { $0 == 700 ? 10 : $1 }
    let found = world.run(.range, rules: MonitorRules(direction: .high))
    #expect(found.incidents.isEmpty)
    #expect(found.verdicts[700].score.value > 0.9 && !found.verdicts[700].score.isAnomaly)
  }

  @Test func `without an expectation the rows before are one`() throws {
    let world = MonitorWorld.level { $0 == 700 ? 60 : $1 }
    let low = world.run(.range, rules: MonitorRules(minimumDeviation: 8)).incidents
    #expect(low.count == 1)
    let finding = try #require(low.first?.finding)
    #expect(abs(finding.expected - 50) < 2 && finding.lower > 44 && finding.upper < 56)
    #expect(world.run(.range, rules: MonitorRules(minimumDeviation: 13)).incidents.isEmpty)
  }

  /// What a detector is given of 1, missing, infinite, 4.
  private func filled(_ gaps: GapPolicy) -> [Float] {
    let log = RowLog()
    var monitor = AnomalyMonitor(
      LoggingDetector(metricCount: 1, log: log), metrics: ["a"], rules: MonitorRules(gaps: gaps))
    for value: Float in [.nan, 1, .nan, .infinity, 4] { _ = monitor.observe([value].span) }
    return log.rows.map { $0[0] }
  }

  @Test func `missing values under each policy`() {
    #expect(filled(.ignore).map(\.isNaN) == [true, false, true, true, false])
    #expect(filled(.previous)[0].isNaN && filled(.previous)[1...] == [1, 1, 1, 4])
    #expect(filled(.value(7)) == [7, 1, 7, 7, 4])
  }

  @Test(arguments: [GapPolicy.ignore, .previous, .value(50)])
  func `missing data is no alarm by itself unless asked`(gaps: GapPolicy) throws {
    let world = MonitorWorld.level { (700..<800).contains($0) ? .nan : $1 }
    #expect(world.run(.range, rules: MonitorRules(gaps: gaps)).incidents.isEmpty)
    let asked = world.run(.range, rules: MonitorRules(gaps: gaps, alarmsOnGaps: true))
    let incident = try #require(asked.incidents.first)
    #expect(asked.incidents.count == 1)
    #expect((incident.kind, incident.firstRow, incident.metric) == (.gap, 704, "cpuPercent"))
    #expect(asked.verdicts[704].score.value == 1)
  }

  @Test func `short gaps that are usual are none, nor a metric that hardly ever comes`() {
    let rules = MonitorRules(alarmsOnGaps: true)
    let usual = MonitorWorld.level { $0 % 50 < 3 ? .nan : (700..<708).contains($0) ? .nan : $1 }
    #expect(usual.run(.range, rules: rules).incidents.isEmpty)
    let rare = MonitorWorld.level { $0 % 10 == 0 ? $1 : .nan }
    #expect(rare.run(NullDetector(metricCount: 1), rules: rules).incidents.isEmpty)
  }

  @Test func `rows that do not come are a gap, if asked`() throws {
    var world = MonitorWorld.level { $1 }
    for row in 700..<1_000 { world.times[row]! += 1_800 }
    #expect(world.run(.range).incidents.isEmpty)
    let incident = try #require(world.run(.range, rules: MonitorRules(alarmsOnGaps: true)).incidents.first)
    #expect((incident.kind, incident.firstRow, incident.metric) == (.gap, 700, nil))
    #expect(incident.sentence == "No row came for 1860 s.")
  }
}
