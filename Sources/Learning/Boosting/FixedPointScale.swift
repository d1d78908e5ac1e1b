/// The power of two that turns gradients into integers, so that their sums do not depend on order.
///
/// Integer addition is associative: a histogram built by any number of threads in any order has the same bits, and a
/// parent minus one child is exactly the other. The scale is the largest power of two for which
///
///     Σ |gradient| × scale < 2³⁸      and      max |gradient| × scale < 2³⁰
///
/// so that the sum over any rows, rounding included, fits into the 40 bits that ``PackedSum`` gives it, and
/// each gradient into an `Int32`.
struct FixedPointScale: Sendable, Equatable {
  /// The power of two itself.
  let factor: Double

  /// The scale for gradients of a given total.
  ///
  /// - Parameters:
  ///   - sumOfMagnitudes: Σ |gradient| over all rows.
  ///   - largest: max |gradient|.
  /// - Precondition: Both are finite.
  init(sumOfMagnitudes: Double, largest: Double) {
    precondition(
      sumOfMagnitudes.isFinite && largest.isFinite, "FixedPointScale: \(sumOfMagnitudes) and \(largest) must be finite")
    guard sumOfMagnitudes > 0 && largest > 0 else {
      factor = 1
      return
    }
    let exponent = Swift.min(37 - Int(sumOfMagnitudes.exponent), 29 - Int(largest.exponent))
    factor = Double(sign: .plus, exponent: exponent, significand: 1)
  }

  /// A gradient as an integer, rounded to the nearest, ties to even.
  func fixed(_ gradient: Double) -> Int32 {
    // 1.5 · 2⁵² pushes the fraction out of the significand, whose low bits then are the integer.
    let shifted = gradient * factor + 6_755_399_441_055_744
    return Int32(truncatingIfNeeded: shifted.bitPattern)
  }
}
