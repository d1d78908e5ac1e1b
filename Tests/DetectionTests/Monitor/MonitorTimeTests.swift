import Detection
import Testing

/// Timestamps as they come.
struct MonitorTimeTests {
  private func times(_ given: [Double?]) -> [Double?] {
    let log = RowLog()
    var monitor = AnomalyMonitor(LoggingDetector(metricCount: 1, log: log), metrics: ["a"])
    for time in given { _ = monitor.observe([1].span, at: time) }
    return log.times
  }

  @Test func `duplicate and late rows are scored, and the clock does not go back`() {
    #expect(times([0, 60, 60, 30, 120, nil, .nan, 180]) == [0, 60, 60, 60, 120, nil, 120, 180])
  }

  @Test func `a time far ahead does not stop the clock for good`() {
    let found = times([0, 60, 1e12] + (0..<100).map { 120 + 60 * Double($0) })
    #expect(found[62] == 1e12 && found[63] == 3_720)
    #expect(found.last == 6_060.0)
  }

  @Test func `an incident at a wrong time ends all the same`() {
    var world = MonitorWorld.level { $1 }
    world.times[700] = 4e9
    let found = world.run(ScriptedDetector(scores: [700: 3, 950: 3]))
    #expect(found.incidents.map(\.firstRow) == [700, 950])
  }

  @Test(arguments: StreamingKind.allCases)
  func `rows that come twice or late raise no alarm`(kind: StreamingKind) {
    var world = MonitorWorld.level { $1 }
    for row in 500..<520 { world.times[row] = world.times[499] }
    for row in stride(from: 600, to: 700, by: 10) { world.times[row]! -= 200 }
    #expect(world.run(kind).incidents.isEmpty)
  }
}
