import Foundation
import Numerics
import Scaling
import Tensors
import Testing

struct RegimeTrackerTests {
  /// The width of the bin that a spread lies in, and a little more.
  private func bin(_ spread: Float) -> Float { 4 * (2 * (spread / 4).squareRoot() + 2 / 256) / 256 }

  /// A forecast whose spread, log((Q.99 + 1) / (Q.5 + 1)), is the given one.
  private func forecast(spread: Double) -> LoadQuantiles {
    var loads = SIMD8<Float>(repeating: 0)
    loads[0] = 3
    loads[4] = Float(4 * Double.exp(spread) - 1)
    return LoadQuantiles(loads: loads)
  }

  @Test func `the bounds are the quantiles of a week to the width of a bin`() {
    var random = RandomSource(seed: 4)
    var tracker = RegimeTracker(tickSeconds: 60)
    var spreads: [Double] = []
    for tick in 0..<24_001 {
      // The level of the spread moves, so that what is older than a week would show.
      spreads.append((tick < 8_000 ? 2.0 : 0.5) * random.uniform())
      let regime = tracker.regime(of: forecast(spread: spreads[tick]))
      guard tick % 300 == 0, tick > 1_000 else { continue }
      // One value of five minutes counts.
      let week = stride(from: tick, through: max(0, tick - 10_075), by: -5).map { spreads[$0] }.sorted()
      let median = Float(week[week.count / 2])
      let upper = Float(week[Int(Double(week.count) * 0.85)])
      guard tracker.median >= median - 1e-5, tracker.median <= median + bin(median) + 1e-5,
        tracker.upper >= upper - 1e-5, tracker.upper <= upper + bin(upper) + 1e-5
      else {
        Issue.record("tick \(tick): \(tracker.median), \(tracker.upper) for \(median), \(upper)")
        return
      }
      let spread = Float(spreads[tick])
      if spread < median - bin(median) { #expect(regime == .calm) }
      if spread > median + 2 * bin(median), spread < upper - bin(upper) { #expect(regime == .usual) }
      if spread > upper + 2 * bin(upper) { #expect(regime == .unsettled) }
    }
    #expect(tracker.upper < 0.5)
  }

  @Test func `five minutes give one value however many ticks they have`() {
    var fine = RegimeTracker(tickSeconds: 60)
    var coarse = RegimeTracker(tickSeconds: 300)
    var random = RandomSource(seed: 5)
    for _ in 0..<601 {
      let spread = random.uniform()
      _ = coarse.regime(of: forecast(spread: spread))
      // The other four ticks are far off and do not count.
      for part in 0..<5 { _ = fine.regime(of: forecast(spread: part == 0 ? spread : 3.5)) }
    }
    #expect(fine.median == coarse.median && fine.upper == coarse.upper)
  }

  @Test func `a tracker that was saved goes on in the same way`() throws {
    var random = RandomSource(seed: 6)
    var tracker = RegimeTracker(tickSeconds: 900)
    for _ in 0..<1_500 { _ = tracker.regime(of: forecast(spread: random.uniform())) }
    var restored = try PropertyListDecoder().decode(RegimeTracker.self, from: PropertyListEncoder().encode(tracker))
    for _ in 0..<800 {
      let next = forecast(spread: random.uniform())
      #expect(restored.regime(of: next) == tracker.regime(of: next))
    }
    #expect(restored == tracker)
  }

  @Test func `forecasts of nothing and of too much have a regime`() {
    var tracker = RegimeTracker(tickSeconds: 15)
    #expect(tracker.regime(of: LoadQuantiles(loads: .init(repeating: 0))) == .calm)
    var wild = SIMD8<Float>(repeating: 0)
    wild[4] = .infinity
    #expect(tracker.regime(of: LoadQuantiles(loads: wild)) == .unsettled)
    #expect(tracker.regime(of: LoadQuantiles(loads: .init(repeating: .infinity))) == .calm)
  }
}
