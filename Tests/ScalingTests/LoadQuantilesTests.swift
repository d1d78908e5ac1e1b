import Numerics
import Scaling
import Testing

struct LoadQuantilesTests {
  private let quantiles = LoadQuantiles(loads: SIMD8(1, 2, 4, 8, 16, 32, 0, 0))

  @Test func `at the levels of the forecast the loads are exact`() {
    for (level, load) in [(0.5, 1), (0.8, 2), (0.9, 4), (0.96, 8), (0.99, 16), (0.997, 32)] as [(Double, Float)] {
      #expect(abs(quantiles.load(at: level) - load) <= 2e-6 * load, "at \(level)")
    }
  }

  @Test func `between two levels the load is linear in the logarithm of what exceeds it`() {
    // Half-way between -ln 0.2 and -ln 0.1 is the level 1 - √(0.2 · 0.1).
    #expect(abs(quantiles.load(at: 1 - (0.02).squareRoot()) - 3) < 1e-5)
    // A quarter of the way from 0.99 to 0.997.
    let quarter = 1 - Double.exp(0.75 * .log(0.01) + 0.25 * .log(0.003))
    #expect(abs(quantiles.load(at: quarter) - 20) < 1e-4)
  }

  @Test func `beyond the ends the nearest level counts`() {
    #expect(quantiles.load(at: 0.1) == 1)
    #expect(quantiles.load(at: 0.9999) == 32)
  }
}
