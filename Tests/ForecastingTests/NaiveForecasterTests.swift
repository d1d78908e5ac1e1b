import Features
import Forecasting
import Testing

struct NaiveForecasterTests {
  private let levels = [0.1, 0.5, 0.9]

  private func answers(_ forecaster: some Forecaster, _ loads: [Float]) -> [[Float]?] {
    var forecaster = forecaster
    return loads.map { load in
      forecaster.observe(load)
      return answer(&forecaster)
    }
  }

  @Test(arguments: [1, 3, 24, 25, 60], [1, 4])
  func `the seasonal naive forecast is the same window of the newest known day`(lead: Int, window: Int) {
    let target = ForecastTarget(stepSeconds: 3_600, lead: lead, window: window)
    let loads = SeededLoads.daily(days: 12, stepSeconds: 3_600, noise: 0.3, seed: 6)
    let answers = answers(SeasonalNaiveForecaster(.empty(target), levels: levels), loads)
    var checked = 0
    for now in 6 * 24..<loads.count {
      var first = now + lead
      while first + window - 1 > now { first -= 24 }
      #expect(answers[now]?[0] == loads[first..<first + window].max(), "at \(now)")
      checked += 1
    }
    #expect(checked == 144)
  }

  @Test func `without a yesterday the newest load is repeated`() {
    let target = ForecastTarget(stepSeconds: 3_600, lead: 1, window: 1)
    let answers = answers(SeasonalNaiveForecaster(.empty(target), levels: levels), [5, 6, 9, .nan])
    #expect(answers.map { $0?[0] } == [nil, 6, 9, 9])
  }

  @Test func `persistence repeats the newest known load, with the errors of the past around it`() {
    let target = ForecastTarget(stepSeconds: 60, lead: 1, window: 1)
    // Errors so far: +2, -1, +4.
    let answers = answers(PersistenceForecaster(.empty(target), levels: [0, 0.5, 1]), [10, 12, 11, 15, .nan])
    #expect(answers[0] == nil)
    #expect(answers[1] == [12, 14, 14, 14])
    #expect(answers[3] == [15, 14, 17, 19])
    #expect(answers[4] == [15, 14, 17, 19])
  }

  @Test func `an error counts only when its window has ended`() {
    let target = ForecastTarget(stepSeconds: 60, lead: 2, window: 3)
    let loads: [Float] = [10, 10, 20, 30, 25, 5]
    let answers = answers(PersistenceForecaster(.empty(target), levels: [0, 1]), loads)
    #expect(answers[..<4].allSatisfy { $0 == nil })
    // The first forecast, 10, is settled by the largest of steps 2 to 4.
    #expect(answers[4] == [25, 45, 45])
    #expect(answers[5] == [5, 25, 25])
  }

  @Test func `quantiles of errors are those of their ranks`() {
    let target = ForecastTarget(stepSeconds: 60, lead: 1, window: 1)
    // Steps up by 1 to 11 give the errors 1...11.
    let loads = (0...11).map { Float($0 * ($0 + 1) / 2) }
    let last = answers(PersistenceForecaster(.empty(target), levels: [0.1, 0.25, 0.5, 0.95]), loads).last!
    let expected: [Float] = [66, 68, 69.5, 72, 76.5]
    #expect(last == expected)
  }
}
