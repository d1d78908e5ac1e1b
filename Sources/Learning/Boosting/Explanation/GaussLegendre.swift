import Foundation

/// Points and weights that integrate polynomials of a degree below twice their number exactly, from 0 to 1:
///
///     ∫₀¹ p(t) dt = Σ weight · p(place)
///
/// The places are the roots of the Legendre polynomial of that degree, found by Newton's method.
///
/// - SeeAlso: Press et al., *Numerical Recipes*, 3rd edition, section 4.6.
struct GaussLegendre {
  /// Places strictly between 0 and 1, and their weights, which are positive and add up to 1.
  let points: [(place: Double, weight: Double)]

  /// - Precondition: `count >= 1`.
  /// - Complexity: O(count²).
  init(points count: Int) {
    precondition(count >= 1, "GaussLegendre: \(count) points")
    points = (0..<count).map { index in
      var x = cos(Double.pi * (Double(index) + 0.75) / (Double(count) + 0.5))
      var slope = 0.0
      // Newton's method doubles the right digits each time; from this start five times are plenty.
      for _ in 0..<8 {
        var value = x
        var before = 1.0
        for degree in stride(from: 2, through: count, by: 1) {
          let n = Double(degree)
          (value, before) = (((2 * n - 1) * x * value - (n - 1) * before) / n, value)
        }
        slope = Double(count) * (x * value - before) / (x * x - 1)
        x -= value / slope
      }
      return ((1 + x) / 2, 1 / ((1 - x * x) * slope * slope))
    }
  }
}
