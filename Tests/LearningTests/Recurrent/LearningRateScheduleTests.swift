import Learning
import Testing

struct LearningRateScheduleTests {
  @Test func `the rate rises for a tenth of the steps and falls along a cosine to 0`() {
    let schedule = LearningRateSchedule(peak: 4, steps: 400)
    #expect(schedule.risingSteps == 40)
    #expect(schedule.rate(at: 1) == 0.1)
    #expect(schedule.rate(at: 20) == 2)
    #expect(schedule.rate(at: 40) == 4)
    #expect(abs(schedule.rate(at: 220) - 2) < 1e-6)
    #expect(abs(schedule.rate(at: 130) - 4 * 0.853_553_4) < 1e-5)  // ½(1 + cos 45°)
    #expect(schedule.rate(at: 400) == 0)
    let rates = (1...400).map(schedule.rate(at:))
    #expect(zip(rates[39...], rates[40...]).allSatisfy { $0 > $1 })
  }

  @Test func `a single step is taken at the peak`() {
    #expect(LearningRateSchedule(peak: 4, steps: 1).rate(at: 1) == 4)
  }
}
