import Numerics
import Scaling
import Tensors
import Testing

struct RegimeTrackerTests {
  private static let bin: Float = 4.0 / 512

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
      guard tick % 60 == 0, tick > 1_000 else { continue }
      let week = spreads.suffix(10_080).sorted()
      let median = Float(week[week.count / 2])
      let upper = Float(week[Int(Double(week.count) * 0.85)])
      guard tracker.median >= median - 1e-5, tracker.median <= median + Self.bin + 1e-5,
        tracker.upper >= upper - 1e-5, tracker.upper <= upper + Self.bin + 1e-5
      else {
        Issue.record("tick \(tick): \(tracker.median), \(tracker.upper) for \(median), \(upper)")
        return
      }
      let spread = Float(spreads[tick])
      if spread < median - Self.bin { #expect(regime == .calm) }
      if spread > median + 2 * Self.bin, spread < upper - Self.bin { #expect(regime == .usual) }
      if spread > upper + 2 * Self.bin { #expect(regime == .unsettled) }
    }
    #expect(tracker.upper < 0.5)
  }

  @Test func `a minute gives one value however many ticks it has`() {
    var fine = RegimeTracker(tickSeconds: 15)
    var coarse = RegimeTracker(tickSeconds: 60)
    var random = RandomSource(seed: 5)
    for _ in 0..<601 {
      let spread = random.uniform()
      _ = coarse.regime(of: forecast(spread: spread))
      // The other three ticks of the minute are far off and do not count.
      for part in 0..<4 { _ = fine.regime(of: forecast(spread: part == 0 ? spread : 3.5)) }
    }
    #expect(fine.median == coarse.median && fine.upper == coarse.upper)
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
