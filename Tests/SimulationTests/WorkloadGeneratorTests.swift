import Numerics
import Simulation
import Testing

struct WorkloadGeneratorTests {
  private func loads(_ patterns: [LoadPattern], days: Double, seed: UInt64 = 1, rate: Double = 600) -> [Double] {
    var scenario = Scenario(name: "test")
    scenario.patterns = patterns
    scenario.requestsPerSecond = rate
    var generator = WorkloadGenerator(scenario, tickSeconds: 15, seed: seed)
    return generator.loads(ticks: Int(days * 5_760))
  }

  private func mean(_ values: some Collection<Double>) -> Double { values.reduce(0, +) / Double(values.count) }

  @Test(arguments: Scenario.shipped)
  func `equal seeds give equal bits and a longer load begins with a shorter one`(scenario: Scenario) {
    var first = WorkloadGenerator(scenario, tickSeconds: 15, seed: 5)
    var second = WorkloadGenerator(scenario, tickSeconds: 15, seed: 5)
    var other = WorkloadGenerator(scenario, tickSeconds: 15, seed: 6)
    let long = first.loads(ticks: 12_000)
    let short = second.loads(ticks: 7_000)
    #expect(Array(long.prefix(7_000)) == short)
    #expect(other.loads(ticks: 7_000) != short)
    #expect(long.allSatisfy { $0 >= 0 && $0.isFinite })
  }

  @Test func `a day's wave has its mean and its extremes`() {
    let day = loads([.diurnal(amplitude: 0.6, peakHour: 14)], days: 1)
    #expect(abs(mean(day) / 600 - 1) < 0.002)
    // Ten minutes around 14:00 and 02:00 UTC.
    #expect(abs(mean(day[3_340..<3_380]) / 960 - 1) < 0.01)
    #expect(abs(mean(day[460..<500]) / 240 - 1) < 0.01)
  }

  @Test func `weekends have their factor`() {
    let week = loads([.weekly(weekendFactor: 0.7)], days: 14)
    for day in 0..<14 {
      let expected = day % 7 >= 5 ? 420.0 : 600
      #expect(abs(mean(week[(day * 5_760)..<((day + 1) * 5_760)]) / expected - 1) < 0.002, "day \(day)")
    }
  }

  @Test func `a ramp grows by its factor in a week`() {
    let ramp = loads([.ramp(factorPerWeek: 1.5)], days: 7.1)
    #expect(abs(mean(ramp[40_300..<40_340]) / mean(ramp[0..<40]) - 1.5) < 0.02)
  }

  @Test func `without patterns counts are Poisson`() {
    for rate in [2.0, 600] {
      let counts = loads([], days: 4, rate: rate).map { $0 * 15 }
      #expect(counts.allSatisfy { $0 == $0.rounded() || abs($0 - $0.rounded()) < 1e-6 })
      let average = mean(counts)
      let variance = mean(counts.map { ($0 - average) * ($0 - average) })
      // 23,040 counts: the mean to 4 of its standard errors, the variance to 4 of its own (1 %).
      #expect(abs(average - rate * 15) < 4 * (rate * 15 / 23_040).squareRoot())
      #expect(abs(variance / average - 1) < 0.04)
    }
  }

  @Test func `noise is slow and keeps the mean`() {
    let noisy = loads([.noise(deviation: 0.2)], days: 30)
    #expect(abs(mean(noisy) / 600 - 1) < 0.02)
    let logs = noisy.map { Double.log($0 / 600) }
    let average = mean(logs)
    func covariance(_ lag: Int) -> Double {
      mean((0..<(logs.count - lag)).map { (logs[$0] - average) * (logs[$0 + lag] - average) })
    }
    #expect(abs(covariance(0).squareRoot() - 0.2) < 0.01)
    // Five minutes are twenty ticks: e⁻¹.
    #expect(abs(covariance(20) / covariance(0) - Double.exp(-1)) < 0.05)
  }

  @Test func `two noises are two`() {
    let one = loads([.noise(deviation: 0.2)], days: 30)
    let two = loads([.noise(deviation: 0.2), .noise(deviation: 0.2)], days: 30)
    func deviation(_ values: [Double]) -> Double {
      let logs = values.map { Double.log($0 / 600) }
      let average = mean(logs)
      return mean(logs.map { ($0 - average) * ($0 - average) }).squareRoot()
    }
    #expect(abs(deviation(two) / deviation(one) - 2.0.squareRoot()) < 0.05)
  }

  @Test func `a crowd comes every day and leaves after midnight too`() {
    let crowd = loads([.flashCrowd(hour: 23, factor: 4, riseSeconds: 300, decaySeconds: 7_200)], days: 2, rate: 6_000)
    func at(_ hour: Double) -> Double { mean(crowd[Int(hour * 240)..<(Int(hour * 240) + 4)]) / 6_000 }
    #expect(abs(at(1) - 1) < 0.01)
    #expect(abs(at(22.9) - 1) < 0.01)
    #expect(abs(at(23.09) - 4) < 0.1)
    // One hour after the peak at 23:05: 1 + 3 e^(-1/2), on the other side of midnight.
    #expect(abs(at(24.083) - (1 + 3 * Double.exp(-0.5))) < 0.03)
    #expect(abs(at(47.09) - 4) < 0.1)
  }

  @Test func `bursts come as often as said and more by day`() {
    let days = 60
    let bursts = loads([.bursts(perDay: 6, factor: 3, seconds: 600)], days: Double(days), rate: 60_000)
    let high = bursts.indices.filter { bursts[$0] > 1.15 * 60_000 }
    // An onset is a high tick after ten minutes without one; a burst sometimes falls into another.
    let onsets = high.indices.filter { $0 == 0 || high[$0] - high[$0 - 1] > 1 }.map { high[$0] }
    #expect(abs(Double(onsets.count) / Double(days) - 5.7) < 0.8)
    let byDay = onsets.count { (8..<22).contains($0 / 240 % 24) }
    // 14 h at 1.4 against 10 h at 0.44: 82 %.
    #expect(abs(Double(byDay) / Double(onsets.count) - 0.82) < 0.07)
  }

  @Test func `two kinds of bursts do not multiply with themselves`() {
    let one = loads(
      [.bursts(perDay: 4, factor: 2, seconds: 900), .bursts(perDay: 0, factor: 2, seconds: 900)], days: 20)
    // A factor of at most 1 + 1 · 1.5 on each; overlaps are rare, squares would be everywhere.
    let high = one.filter { $0 > 2.8 * 600 }
    #expect(one.contains { $0 > 1.5 * 600 })
    #expect(Double(high.count) < 0.004 * Double(one.count))
  }
}
