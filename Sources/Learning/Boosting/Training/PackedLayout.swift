/// How a gradient sum and a weight sum share 64 bits, so that one addition adds both.
///
///     bits = gradient · 2ˢ + weight        0 ≤ weight < 2ˢ, |gradient| < 2⁶³⁻ˢ
///
/// Both are whole numbers: negative gradients in fixed point, and row counts or hessians in fixed point. Integer sums do
/// not depend on the order of adding, so neither threads nor "parent less sibling" can change a bit of the model.
package struct PackedLayout: Sendable, Equatable {
  /// s, how many bits the weight has.
  package let shift: Int64

  /// For objectives whose hessian is 1: 24 bits count rows, 40 hold the gradient; from 2²⁴ rows on, as many more as it
  /// takes to count them.
  package static func counting(rows: Int) -> PackedLayout {
    PackedLayout(shift: Swift.max(24, Int64(Int.bitWidth - rows.leadingZeroBitCount)))
  }

  /// For objectives with hessians, and for weighted rows: 32 bits each.
  package static let weighing = PackedLayout(shift: 32)

  /// What the sum of all gradients' magnitudes stays below, with a bit to spare.
  var gradientLimit: Double { Double(sign: .plus, exponent: Int(62 - shift), significand: 1) }

  /// What the sum of all weights stays below.
  var weightLimit: Double { Double(sign: .plus, exponent: Int(shift), significand: 1) - 1 }

  @inline(__always)
  package func pack(gradient: Int64, weight: Int64) -> Int64 { gradient &<< shift &+ weight }

  @inline(__always)
  package func gradient(_ bits: Int64) -> Int64 { bits &>> shift }

  @inline(__always)
  package func weight(_ bits: Int64) -> Int64 { bits & ((1 &<< shift) &- 1) }
}
