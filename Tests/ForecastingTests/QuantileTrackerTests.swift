import Forecasting
import Tensors
import Testing

struct QuantileTrackerTests {
  /// The share of standard normal values inside a band of ±`half` that is tracked, and the last band.
  private func coverage(_ half: Float, steps: Int = 20_000) -> (inside: Double, band: [Float]) {
    var random = RandomSource(seed: 4)
    var tracker = QuantileTracker(levels: [0.05, 0.5, 0.95])
    var inside = 0.0
    var band: [Float] = []
    for step in 0..<steps {
      let actual = Float(100 + random.normal())
      band = [100 - half, 100, 100 + half]
      tracker.adjust(&band)
      if step >= steps / 2 && band[0] <= actual && actual <= band[2] { inside += 1 }
      tracker.settle(band, actual: actual)
    }
    return (inside / Double(steps - steps / 2), band)
  }

  @Test func `a band that is too narrow becomes as wide as it must be`() {
    let (inside, band) = coverage(1)
    #expect(abs(inside - 0.9) < 0.01, "\(inside)")
    #expect(abs(band[0] - 98.36) < 0.3 && abs(band[2] - 101.64) < 0.3, "\(band)")
  }

  @Test func `a band that is right stays`() {
    let (inside, band) = coverage(1.645)
    #expect(abs(inside - 0.9) < 0.01, "\(inside)")
    #expect(abs(band[0] - 98.36) < 0.3 && abs(band[2] - 101.64) < 0.3, "\(band)")
  }

  @Test func `a band is never narrowed by more than a tenth of itself on either side`() {
    let (inside, band) = coverage(20)
    #expect(inside == 1)
    #expect(abs(band[0] - 84) < 0.01 && abs(band[2] - 116) < 0.01, "\(band)")
  }

  @Test func `a miss above moves up by the level, one below down by the rest, a hit not at all`() {
    var tracker = QuantileTracker(levels: [0.2, 0.9])
    tracker.settle([10, 20], actual: 30)
    #expect(abs(tracker.offsets[0] - 0.005 * 0.2) < 1e-12 && abs(tracker.offsets[1] - 0.005 * 0.9) < 1e-12)
    tracker.settle([10, 20], actual: 1)
    #expect(abs(tracker.offsets[0] + 0.005 * 0.6) < 1e-12 && abs(tracker.offsets[1] - 0.005 * 0.8) < 1e-12)
    let before = tracker.offsets
    tracker.settle([7, 7], actual: 7)
    #expect(tracker.offsets == before)
  }

  @Test func `an idle service keeps a band of nothing, and quantiles are never negative and always rise`() {
    var tracker = QuantileTracker(levels: [0.1, 0.5, 0.9])
    for _ in 0..<1_000 {
      var band: [Float] = [0, 0, 0]
      tracker.adjust(&band)
      #expect(band == [0, 0, 0])
      tracker.settle(band, actual: 0)
    }
    for _ in 0..<1_000 { tracker.settle([5, 6, 7], actual: 1) }
    var band: [Float] = [1, 9, 10]
    tracker.adjust(&band)
    #expect(band[0] == 0 && band[0] <= band[1] && band[1] <= band[2], "\(band)")
  }
}
