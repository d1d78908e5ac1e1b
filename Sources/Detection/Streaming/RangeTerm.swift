/// How far a value leaves the range of everything seen, in that range's width.
///
/// The range [lo, hi] takes in a new extreme at once and shrinks slowly towards its middle, so that a level of long ago is news
/// again:
///
///     r = (x - hi) / g  above,  (lo - x) / g  below      g = hi - lo + 0.01 |hi| + g₀
///     hi ← hi - D (hi - mid)    lo ← lo + D (mid - lo)      mid = (hi + lo) / 2, D = 3e-4
///
/// The hundredth keeps a constant's rounding errors from being news, g₀ those of a constant 0.
struct RangeTerm: Sendable, Equatable, Codable {
  private static let decay = 3e-4

  private let smallestWidth: Double
  private var low = 0.0
  private var high = 0.0
  /// How many values it has seen.
  private(set) var count = 0

  private var width: Double { high - low + 1e-2 * abs(high) + smallestWidth }

  /// - Parameter smallestWidth: g₀, in the values' unit.
  init(smallestWidth: Double = 1e-9) { self.smallestWidth = smallestWidth }

  /// The values that lie less than `excess` widths outside of the range.
  func limits(excess: Double) -> (lower: Double, upper: Double) {
    (low - excess * width, high + excess * width)
  }

  /// How far a value lies outside, in widths of the range, which then takes it in; 0 inside, and for the first value.
  ///
  /// - Parameter forgetting: The share of D to forget with, 0 to 1.
  mutating func excess(_ value: Double, forgetting: Double = 1) -> Double {
    count += 1
    guard count > 1 else {
      low = value
      high = value
      return 0
    }
    var excess = 0.0
    if value > high {
      excess = (value - high) / width
      high = value
    } else if value < low {
      excess = (low - value) / width
      low = value
    }
    let middle = (high + low) / 2
    high -= forgetting * Self.decay * (high - middle)
    low += forgetting * Self.decay * (middle - low)
    return excess
  }
}
