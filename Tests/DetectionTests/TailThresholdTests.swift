import Detection
import Foundation
import Tensors
import Testing

struct TailThresholdTests {
  private static let exponential: [Double] = {
    var random = RandomSource(seed: 17)
    return (0..<100_000).map { _ in random.exponential(mean: 1) }
  }()

  @Test(arguments: [1e-2, 1e-3, 1e-4])
  func `an exponential tail gives its own quantile`(rate: Double) {
    let threshold = TailThreshold.threshold(Self.exponential, alarmRate: rate)
    #expect(abs(threshold / -log(rate) - 1) < 0.05, "\(threshold), not \(-log(rate))")
  }

  @Test func `the unit of the scores passes through`() {
    let threshold = TailThreshold.threshold(Self.exponential, alarmRate: 1e-3)
    let scaled = TailThreshold.threshold(Self.exponential.map { 250 * $0 }, alarmRate: 1e-3)
    #expect(abs(scaled / threshold - 250) < 1e-6)
  }

  @Test func `a heavy tail is followed further out than an exponential one`() {
    // Pareto with index 4: γ = 1/4, quantile q^-1/4 - 1.
    let pareto = Self.exponential.map { exp($0 / 4) - 1 }
    let threshold = TailThreshold.threshold(pareto, alarmRate: 1e-4)
    #expect(abs(threshold / (pow(1e-4, -0.25) - 1) - 1) < 0.15)
    // A uniform tail is short: γ = -1, kept at -0.5, ends just beyond the largest value.
    let uniform = Self.exponential.map { exp(-$0) }
    let bounded = TailThreshold.threshold(uniform, alarmRate: 1e-4)
    #expect(bounded > 0.99 && bounded < 1.02)
  }

  @Test func `a smaller rate gives no lower threshold, and none is below the 98 % quantile`() {
    let sorted = Self.exponential.sorted()
    var last = 0.0
    for rate in [0.9, 0.3, 0.05, 0.02, 0.01, 1e-3, 1e-4, 1e-6, 1e-9] {
      let threshold = TailThreshold.threshold(Self.exponential, alarmRate: rate)
      #expect(threshold >= last && threshold >= sorted[97_999])
      last = threshold
    }
    #expect(last > 15)
  }

  @Test func `too few scores, equal ones and broken ones give a positive threshold`() {
    #expect(TailThreshold.threshold([], alarmRate: 1e-3) == 1)
    #expect(TailThreshold.threshold([.nan, .infinity], alarmRate: 1e-3) == 1)
    #expect(TailThreshold.threshold([2], alarmRate: 1e-3) == 3)
    #expect(TailThreshold.threshold([Double](repeating: 4, count: 1_000), alarmRate: 1e-3) == 6)
    #expect(TailThreshold.threshold([Double](repeating: 0, count: 1_000), alarmRate: 1e-3) > 0)
    // Excesses that are all the same have no spread to fit.
    let twoLevels = [Double](repeating: 1, count: 990) + [Double](repeating: 3, count: 10)
    #expect(TailThreshold.threshold(twoLevels, alarmRate: 1e-3) == 3)
    let plain = TailThreshold.threshold(Self.exponential, alarmRate: 1e-3)
    #expect(TailThreshold.threshold(Self.exponential + [.nan, .infinity], alarmRate: 1e-3) == plain)
  }
}
