import Features
import Testing

struct ForecastTargetTests {
  @Test func `the lead time begins at the decision and ends a tick after the start-up`() {
    // Ticks of 15 s, a lag of two: the study's s + 1 = 5 (and 21) values from the one at the decision on.
    let minute = ForecastTarget.leadTime(stepSeconds: 15, metricLagSeconds: 30, startupSeconds: 60)
    #expect(minute == ForecastTarget(stepSeconds: 15, lead: 2, window: 5))
    #expect(minute.windowSeconds == 75)
    #expect(minute.reach == 6)
    let long = ForecastTarget.leadTime(stepSeconds: 15, metricLagSeconds: 30, startupSeconds: 300)
    #expect(long.window == 21 && long.reach == 22)
  }

  @Test func `a start-up that is not a whole number of steps is rounded up`() {
    #expect(ForecastTarget.leadTime(stepSeconds: 60, metricLagSeconds: 30, startupSeconds: 61).window == 3)
    #expect(ForecastTarget.leadTime(stepSeconds: 300, metricLagSeconds: 30, startupSeconds: 60).window == 2)
    #expect(ForecastTarget.leadTime(stepSeconds: 60, metricLagSeconds: 0, startupSeconds: 0).window == 1)
  }

  @Test func `a forecast always begins after the newest observation`() {
    #expect(ForecastTarget.leadTime(stepSeconds: 60, metricLagSeconds: 0, startupSeconds: 60).lead == 1)
    #expect(ForecastTarget.leadTime(stepSeconds: 300, metricLagSeconds: 30, startupSeconds: 60).lead == 1)
    #expect(ForecastTarget(stepSeconds: 1, lead: 1, window: 1).reach == 1)
  }

  @Test func `a target says what it is`() {
    #expect("\(ForecastTarget(stepSeconds: 60, lead: 3, window: 1))" == "3 steps ahead at 60.0 s a step")
    #expect("\(ForecastTarget(stepSeconds: 15, lead: 2, window: 5))".contains("largest load of 5 steps"))
  }
}
