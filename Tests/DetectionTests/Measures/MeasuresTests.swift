import Detection
import Tensors
import Testing

struct MeasuresTests {
  /// Alarms and events as lines: `!` is an alarm, `#` a row of an event.
  private func alarms(_ alarms: String, _ events: String) -> LabelledAlarms {
    LabelledAlarms(
      alarms.map { $0 == "!" }, events: events.enumerated().filter { $0.element == "#" }.map { $0.offset...$0.offset })
  }

  @Test func `an event is found by one alarm, and its rows by the rows of alarms`() {
    let found = alarms("..!..!!.!...", ".....###..##")
    #expect(found.point == PrecisionRecall(precision: 0.5, recall: 2.0 / 5))
    #expect(found.event == PrecisionRecall(precision: 0.5, recall: 0.5))
    // The first event's three rows are all taken as found.
    #expect(found.pointAdjusted == PrecisionRecall(precision: 3.0 / 5, recall: 3.0 / 5))
    #expect(found.alarmedRows == 4)
  }

  @Test func `ranges lose what is cut into pieces`() {
    let whole = alarms(".!!!!.", ".####.").range
    #expect(whole == PrecisionRecall(precision: 1, recall: 1))
    // Two runs of one row each cover half of the event: 0.2 + 0.8 · 0.5 / 2.
    #expect(agree(alarms(".!..!.", ".####.").range.recall, 0.4))
    #expect(agree(alarms(".!..!.", ".####.").range.precision, 1))
    // One run over two events: covered by 2 of 4 rows, shared by two.
    #expect(agree(alarms(".!!!!.", ".#..#.").range.precision, 0.25))
  }

  @Test func `affiliation is that of its authors' example`() {
    let found = alarms("....!...!.", "...#...###")
    // Printed there with two digits, cut off: .63 and 1, .82 and .87, .82 (a mean) and .84.
    #expect(agree(found.affiliationZones[0].precision, 7.0 / 11) && found.affiliationZones[1].precision == 1)
    #expect(agree(found.affiliation.precision, 9.0 / 11))
    func alike(_ found: Double?, _ expected: Double) -> Bool { agree(found, expected, within: 0.006) }
    #expect(alike(found.affiliationZones[0].recall, 0.82) && alike(found.affiliationZones[1].recall, 0.87))
    #expect(alike(found.affiliation.recall, 0.84))
  }

  @Test func `events that overlap or touch are one`() {
    let labelled = LabelledScores([0, 1, 2, 3, 4, 5], events: [4...4, 1...2, 2...3])
    #expect(labelled.eventRows == [1...4])
  }

  @Test func `without events the measures of finding are undefined, without alarms their precision`() {
    let none = LabelledScores([0.1, 0.5, 0.3], events: [])
    #expect(none.aucPR == nil && none.aucROC == nil && none.volumes() == nil && none.bestPoint.f1 == nil)
    for (name, measure) in MeasureFixture.measures {
      #expect(measure(none.alarms(above: 0.2)).f1 == nil, "\(name)")
      let quiet = measure(LabelledAlarms([false, false, false], events: [1...1]))
      #expect(quiet == PrecisionRecall(precision: nil, recall: 0) && quiet.f1 == 0, "\(name)")
    }
    #expect(LabelledScores([1, 2], events: [0...1]).aucROC == nil)
  }

  @Test func `constant scores rank nothing`() throws {
    let constant = LabelledScores([Double](repeating: 3, count: 1_000), events: [100...149, 500...549])
    #expect(constant.aucROC == 0.5 && constant.aucPR == 0.1)
    // All rows or none: the precision of the share of rows in events, at a recall of 1.
    #expect(agree(constant.bestPoint.f1, 0.2 / 1.1))
    #expect(agree(try #require(constant.volumes(window: 0)).pr, 0.1))
    for (name, measure) in MeasureFixture.measures { #expect(constant.best(measure).f1 == 0, "\(name)") }
  }

  @Test func `random scores rank nothing, but look well after point adjustment and in affiliation`() throws {
    let events = [1_000...1_399, 4_000...4_299, 8_000...8_299]
    let random = LabelledScores([Double](repeating: 0, count: 10_000), events: events).randomized(seed: 5)
    #expect(random.eventRows == events)
    #expect(agree(random.aucROC, 0.5, within: 0.03) && agree(random.aucPR, 0.1, within: 0.02))
    let volumes = try #require(random.volumes())
    #expect(volumes.pr < 0.25)
    #expect(try #require(random.bestPoint.f1) < 0.25 && #require(random.best { $0.range }.f1) < 0.25)
    #expect(try #require(random.best { $0.pointAdjusted }.f1) > 0.9)
    #expect(try #require(random.best { $0.affiliation }.f1) > 0.6)
    #expect(random.randomized(seed: 5).scores == random.scores && random.randomized(seed: 6).scores != random.scores)
  }

  @Test func `the loudest rows are those with the largest scores, the earlier first`() {
    let labelled = LabelledScores([1, 5, 3, 5, 3], events: [1...1, 2...2])
    #expect(labelled.alarms(loudest: 1).point == PrecisionRecall(precision: 1, recall: 0.5))
    #expect(labelled.alarms(loudest: 3).point == PrecisionRecall(precision: 2.0 / 3, recall: 1))
    #expect(labelled.alarms(loudest: 0).alarmedRows == 0)
  }

  @Test func `a detector that alarms early or late keeps some of the volume, one that is far off does not`() throws {
    func volume(_ alarm: Int) throws -> Double {
      var scores = (0..<2_000).map { Double($0 % 10) / 100 }
      for row in alarm..<(alarm + 20) { scores[row] = 1 + Double(row - alarm) / 100 }
      return try #require(LabelledScores(scores, events: [1_000...1_019]).volumes()).pr
    }
    #expect(try volume(1_000) > volume(980) && volume(980) > 1.5 * volume(800))
    #expect(try volume(1_000) > volume(1_020) && volume(1_020) > 1.5 * volume(800))
  }

  @Test func `a score has every measure at the threshold of its alarms`() {
    var isAlarm = [Bool](repeating: false, count: 2_880)
    for row in [100, 101, 1_004, 2_000] { isAlarm[row] = true }
    let score = DetectionScore(
      scores: isAlarm.map { $0 ? 2 : 0 }, isAlarm: isAlarm, events: [1_000...1_009, 1_500...1_509], interval: 60)
    #expect(score.rows == 2_880 && score.events == 2 && score.eventRows == 20)
    #expect(score.alarms == 3 && score.falseAlarms == 2 && score.alarmsPerDay == 1.5 && score.falseAlarmsPerDay == 1)
    #expect(score.eventRecall == 0.5 && score.delay.rows == 4 && score.delay.minutes == 4)
    #expect(agree(score.eventF1, 2 * 0.25 * 0.5 / 0.75) && agree(score.f1, 2.0 / 24))
    #expect(agree(score.pointAdjustedF1, 20.0 / 33))
    // Four random rows of 2880 hit one of 20 in 3 of 100 draws.
    #expect((score.pointAdjustedF1OfRandom ?? 1) < 0.3)
    let unknown = DetectionScore(scores: [0, 1], isAlarm: [false, true], events: [], interval: nil)
    #expect(unknown.alarmsPerDay == nil && unknown.alarms == 1 && unknown.eventRecall == nil && unknown.vusPR == nil)
  }
}
