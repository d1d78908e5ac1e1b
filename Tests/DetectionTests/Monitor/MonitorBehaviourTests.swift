import Detection
import Foundation
import Testing

/// What an operator sees of things that happen to a metric, by detectors that start cold.
struct MonitorBehaviourTests {
  @Test(arguments: StreamingKind.allCases)
  func `a spike is one incident on its row, upwards`(kind: StreamingKind) throws {
    let found = MonitorWorld.level { (700..<703).contains($0) ? 90 : $1 }.run(kind)
    let incident = try #require(found.incidents.first)
    #expect(found.incidents.count == 1)
    #expect((incident.firstRow, incident.kind, incident.direction) == (700, .spike, .high))
    #expect(incident.metric == "cpuPercent" && incident.finding?.value == 90)
    #expect(found.verdicts.indices.filter { found.verdicts[$0].isAlarm } == [700])
  }

  @Test(arguments: StreamingKind.allCases)
  func `a dip is one incident, downwards`(kind: StreamingKind) throws {
    let found = MonitorWorld.level { $0 == 700 ? 10 : $1 }.run(kind)
    #expect(found.incidents.map(\.kind) == [.spike] && found.incidents.map(\.direction) == [.low])
  }

  @Test(arguments: StreamingKind.allCases)
  func `a level shift that stays is one alarm, and soon the new level is usual`(kind: StreamingKind) throws {
    let found = MonitorWorld.level(rows: 3_000) { $0 >= 700 ? $1 + 40 : $1 }.run(kind)
    let incident = try #require(found.incidents.first)
    #expect(found.incidents.count == 1)
    #expect((incident.firstRow, incident.kind, incident.direction) == (700, .shift, .high))
    #expect(incident.lastRow < 760)
  }

  @Test(arguments: StreamingKind.allCases)
  func `a slow drift is found, as a trend`(kind: StreamingKind) throws {
    let found = MonitorWorld.level(rows: 1_000) { $1 / 5 + 40 + Double(max(0, $0 - 700)) * 0.4 }.run(kind)
    let incident = try #require(found.incidents.first)
    #expect((700..<760).contains(incident.firstRow))
    #expect((incident.kind, incident.direction) == (.trend, .high))
  }

  @Test(arguments: StreamingKind.allCases)
  func `a busy metric that stops is a flat line, once`(kind: StreamingKind) throws {
    let found = MonitorWorld.level(rows: 2_000) { $0 >= 700 ? 48.5 : $1 }.run(kind)
    let incident = try #require(found.incidents.first)
    #expect(found.incidents.count == 1)
    #expect((incident.kind, incident.firstRow, incident.direction) == (.flatLine, 730, nil))
    #expect(incident.finding?.value == 48.5)
    #expect(found.verdicts[730].score.value == 1 && found.verdicts[731].score.value == 0)
  }

  @Test(arguments: StreamingKind.allCases)
  func `a metric that rests at times may rest as long again`(kind: StreamingKind) {
    // Half of the time it stands still for 40 rows.
    let rests = MonitorWorld.level(rows: 2_000) { $0 >= 160 && $0 % 160 < 40 ? 50 : $1 }
    #expect(rests.run(kind).incidents.isEmpty)
    var longer = rests
    for row in 1_500..<1_800 { longer.rows[row] = [50] }
    #expect(longer.run(kind).incidents.map(\.kind) == [.flatLine])
  }

  @Test(arguments: StreamingKind.allCases)
  func `a constant is no flat line, and missing values are none`(kind: StreamingKind) {
    #expect(MonitorWorld.level(rows: 3_000) { _, _ in 3 }.run(kind).incidents.isEmpty)
    #expect(MonitorWorld.level(rows: 3_000) { $0 >= 700 ? .nan : $1 }.run(kind).incidents.isEmpty)
  }

  @Test(arguments: StreamingKind.allCases)
  func `an epsilon on a constant is no alarm, a little more is unless a minimum deviation is given`(kind: StreamingKind)
  {
    let world = MonitorWorld.level(rows: 2_000) { row, _ in row % 400 == 399 ? 50.0001 : 50 }
    #expect(world.run(kind).incidents.isEmpty)
    let step = MonitorWorld.level(rows: 2_000) { row, _ in row >= 900 ? 50.2 : 50 }
    #expect(step.run(kind).incidents.count == 1)
    #expect(step.run(kind, rules: MonitorRules(minimumDeviation: 0.5)).incidents.isEmpty)
  }

  @Test(arguments: StreamingKind.allCases)
  func `a daily season and a clock that is changed raise no alarm`(kind: StreamingKind) {
    let rowsPerDay = 288
    let found = MonitorWorld(rows: 28 * rowsPerDay, step: 300) { row, noise in
      // After two weeks the people's clocks are changed: the same day an hour earlier.
      let row = row >= 14 * rowsPerDay ? row + 12 : row
      return 50 + 30 * sin(2 * .pi * Double(row % rowsPerDay) / Double(rowsPerDay)) + noise
    }.run(kind)
    #expect(found.incidents.filter { $0.firstRow >= 3 * rowsPerDay }.isEmpty)
  }

  @Test(arguments: StreamingKind.allCases)
  func `a weekly season raises no alarm once it is known`(kind: StreamingKind) {
    let rowsPerDay = 288
    let found = MonitorWorld(rows: 42 * rowsPerDay, step: 300) { row, noise in
      let isWeekend = row / rowsPerDay % 7 >= 5
      return 50 + (isWeekend ? 10 : 30) * sin(2 * .pi * Double(row % rowsPerDay) / Double(rowsPerDay)) + noise
    }.run(kind)
    let known = found.incidents.filter { $0.firstRow >= 21 * rowsPerDay }
    #expect(known.count <= 3, "\(known.map(\.sentence))")
  }

  @Test func `a changed period is found where the range stays`() throws {
    let found = MonitorWorld(rows: 6_000) { row, noise in
      50 + 30 * sin(2 * .pi * Double(row) / (row < 4_000 ? 100 : 37)) + noise
    }.run(.streaming)
    #expect(found.incidents.contains { (4_000..<4_150).contains($0.firstRow) })
    #expect(!found.incidents.contains { (500..<4_000).contains($0.firstRow) })
  }

  @Test(arguments: StreamingKind.allCases)
  func `counters that restart raise no alarm`(kind: StreamingKind) {
    var total = 5e5
    let world = MonitorWorld(rows: 3_000) { row, noise in
      total = row % 1_100 == 1_099 ? 0 : total + 100 + 50 * noise
      return total
    }
    let found = world.run(kind)
    #expect(found.incidents.isEmpty, "\(found.incidents.map(\.sentence))")
  }

  @Test(arguments: StreamingKind.allCases)
  func `a metric that is no counter may not fall like one`(kind: StreamingKind) {
    #expect(MonitorWorld.level { $0 == 700 ? 0 : $1 }.run(kind).incidents.count == 1)
  }

  @Test(arguments: StreamingKind.allCases)
  func `the metric that broke is named among three`(kind: StreamingKind) {
    var world = MonitorWorld.level { $1 }
    for row in world.rows.indices {
      let value = world.rows[row][0]
      world.rows[row] = [value, row == 700 ? 900 : 100 + value, 0]
    }
    let found = world.run(kind)
    #expect(found.incidents.map(\.metric) == ["latency"])
    #expect(found.incidents.first?.contributions.first?.metric == "latency")
    #expect(found.incidents.first?.finding?.value == 900)
  }

  @Test(arguments: StreamingKind.allCases)
  func `the beginning raises no alarm`(kind: StreamingKind) {
    let found = MonitorWorld.level { $0 == 30 ? 500 : $1 }.run(kind)
    #expect(found.verdicts[..<40].allSatisfy { !$0.isAlarm && $0.score.isWarmingUp })
    #expect(found.verdicts[40...].allSatisfy { !$0.score.isWarmingUp })
  }

  @Test(arguments: StreamingKind.allCases)
  func `the same rows give the same answers, whatever comes after`(kind: StreamingKind) {
    let world = MonitorWorld.level { (700..<703).contains($0) ? 90 : $1 }
    let other = MonitorWorld.level { $0 >= 720 ? -$1 : (700..<703).contains($0) ? 90 : $1 }
    let expected = world.run(kind)
    let again = world.run(kind)
    #expect(again.verdicts == expected.verdicts && again.incidents == expected.incidents)
    #expect(other.run(kind).verdicts[..<720] == expected.verdicts[..<720])
  }
}
