/// A sum of gradients and a row count in one 64-bit integer, so that one addition moves both.
///
///     bits 24...63   the sum of the fixed-point negative gradients, signed
///     bits  0...23   the number of rows
///
/// The fields do not disturb each other as long as counts stay below 2²⁴ and sums within ±2³⁹, which
/// ``FixedPointScale`` and ``BinnedMatrix/rowLimit`` see to.
package struct PackedSum: Sendable, Equatable {
  /// Both fields; the sum of two packed sums is the sum of these.
  package var bits: Int64

  /// How many bits the row count has.
  static let countBits: Int64 = 24

  /// Takes the two fields as they lie in a histogram.
  package init(bits: Int64) {
    self.bits = bits
  }

  /// Packs a gradient sum and a row count.
  package init(gradient: Int64, count: Int) {
    bits = (gradient << Self.countBits) &+ Int64(count)
  }

  /// The sum of the fixed-point negative gradients.
  package var gradient: Int64 { bits >> Self.countBits }

  /// The number of rows.
  package var count: Int { Int(bits & ((1 << Self.countBits) - 1)) }
}
