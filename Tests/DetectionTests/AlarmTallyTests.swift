import Detection
import Testing

struct AlarmTallyTests {
  /// Alarms written as a line: `!` is one.
  private func tally(_ line: String, _ events: [ClosedRange<Int>], gap: Int = 2) -> AlarmTally {
    AlarmTally(line.map { $0 == "!" }, events: events, gap: gap)
  }

  @Test func `alarms in an event detect it once`() {
    let found = tally("....!!......", [3...6])
    #expect((found.events, found.detected) == (1, 1))
    #expect((found.alarms, found.falseAlarms) == (1, 0))
    #expect(found.medianDelayRows == 1)
  }

  @Test func `alarms near each other are one, further apart two`() {
    #expect(tally("!.!..........", []).alarms == 1)
    #expect(tally("!..!.........", []).alarms == 2)
    #expect(tally("!.!.!.!..!...", []).falseAlarms == 2)
    #expect(tally("!!...........", [], gap: 0).alarms == 2)
  }

  @Test func `a group that touches an event is not false, but detects only while the event lasts`() {
    //                 event: 4...5
    let found = tally("..!...!.......!", [4...5], gap: 4)
    #expect((found.alarms, found.falseAlarms) == (2, 1))
    #expect((found.events, found.detected) == (1, 0))
    #expect(found.medianDelayRows == nil)
  }

  @Test func `the first and last row of an event belong to it`() {
    let found = tally("!....!....!", [0...2, 4...5, 10...10], gap: 1)
    #expect(found.detected == 3)
    #expect(found.falseAlarms == 0 && found.alarms == 3)
    // Delays 0, 1 and 0.
    #expect(found.medianDelayRows == 0)
  }

  @Test func `the median of two delays is their mean`() {
    #expect(tally(".!......!.", [0...3, 4...9], gap: 1).medianDelayRows == 2.5)
  }

  @Test func `nothing in, nothing out`() {
    let found = tally("", [])
    #expect(found == tally("....", []))
    #expect((found.events, found.detected, found.alarms, found.falseAlarms) == (0, 0, 0, 0))
    #expect(tally("....", [1...2]).events == 1)
  }
}
