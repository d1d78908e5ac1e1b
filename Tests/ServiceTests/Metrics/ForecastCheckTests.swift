import Engine
import Service
import Testing

@Suite struct ForecastCheckTests {
  /// The outcomes of ticks of 15 s whose forecasts are of the following 60 s.
  private static func outcomes(
    _ loads: [Double?], tick: Double = 15, horizon: Double = 60, jitter: (Int) -> Double = { _ in 0 },
    forecast: (Int) -> (median: Double, upper: Double)?
  ) -> [ForecastCheck.Outcome] {
    var check = ForecastCheck(tickSeconds: tick)
    var outcomes: [ForecastCheck.Outcome] = []
    for (index, load) in loads.enumerated() {
      let made = forecast(index).map { LeadForecast(horizonSeconds: horizon, median: $0.median, upper: $0.upper) }
      check.add(load, at: 1_000 + Double(index) * tick + jitter(index), forecast: made) { outcomes.append($0) }
    }
    return outcomes
  }

  @Test func `a forecast is compared with the largest load of the lead time after it`() {
    // Made at the first tick; its own load does not count, nor does the sixth's.
    let outcomes = Self.outcomes([99, 10, 40, 20, 5, 99]) { $0 == 0 ? (median: 30, upper: 39) : nil }
    #expect(outcomes == [ForecastCheck.Outcome(errorShare: 0.25, isAboveUpper: true)])
  }

  @Test func `nothing is said before the lead time is over`() {
    #expect(Self.outcomes([1, 1, 1, 1]) { _ in (1, 2) }.isEmpty)
    #expect(Self.outcomes([1, 1, 1, 1, 1]) { _ in (1, 2) }.count == 1)
  }

  @Test func `nothing is said of a lead time in which a load is missing`() {
    let loads: [Double?] = [1, 1, nil, 1, 1, 1, 1, 1, 1]
    // The forecast of the gap's tick itself, and all those after it, can be checked.
    #expect(Self.outcomes(loads) { _ in (1, 2) }.count == 3)
    // A tick that did not come at all is a gap, too.
    var check = ForecastCheck(tickSeconds: 15)
    var count = 0
    for time in [0.0, 15, 30, 60, 75, 90, 105, 120] {
      check.add(1, at: time, forecast: LeadForecast(horizonSeconds: 60, median: 1, upper: 1)) { _ in count += 1 }
    }
    #expect(count == 1)
  }

  @Test func `a clock that goes back makes it begin anew`() {
    var check = ForecastCheck(tickSeconds: 15)
    var count = 0
    for time in [0.0, 15, 30, 45, 0, 15, 30, 45] {
      check.add(1, at: time, forecast: LeadForecast(horizonSeconds: 60, median: 1, upper: 1)) { _ in count += 1 }
    }
    #expect(count == 0)
  }

  @Test func `no load where one was forecast is wholly wrong, and none where none was is right`() {
    #expect(Self.outcomes([0, 0, 0, 0, 0]) { $0 == 0 ? (3, 4) : nil } == [.init(errorShare: 1, isAboveUpper: false)])
    #expect(Self.outcomes([0, 0, 0, 0, 0]) { $0 == 0 ? (0, 0) : nil } == [.init(errorShare: 0, isAboveUpper: false)])
  }

  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func `it agrees with a look back over the whole series`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let ticks = 5 + Int(random.next() % 5)
    let loads = (0..<200).map { _ -> Double? in random.next() % 40 == 0 ? nil : Double(random.next() % 1_000) }
    let medians = (0..<200).map { _ in Double(random.next() % 1_000) }
    let jitters = (0..<200).map { _ in Double(random.next() % 100) / 100 - 0.5 }
    let found = Self.outcomes(loads, horizon: Double(ticks) * 15, jitter: { jitters[$0] }) { index in
      (medians[index], medians[index] * 1.25)
    }
    var expected: [ForecastCheck.Outcome] = []
    for index in 0..<(200 - ticks) {
      let window = loads[(index + 1)...(index + ticks)]
      guard !window.contains(nil), let largest = window.compactMap({ $0 }).max() else { continue }
      let distance = abs(largest - medians[index])
      expected.append(
        ForecastCheck.Outcome(
          errorShare: largest > 0 ? distance / largest : distance > 0 ? 1 : 0,
          isAboveUpper: largest > medians[index] * 1.25))
    }
    #expect(found == expected)
    #expect(found.count > 10)
  }

  @Test func `its memory is bounded where lead times are long`() {
    var check = ForecastCheck(tickSeconds: 1)
    var count = 0
    for time in 0..<10_000 {
      check.add(1, at: Double(time), forecast: LeadForecast(horizonSeconds: 1_000, median: 1, upper: 1)) { _ in
        count += 1
      }
    }
    // 64 at a time, each for 1,000 s, nine times over.
    #expect(count == 64 * 9)
  }
}

/// Seeded random numbers.
private struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
