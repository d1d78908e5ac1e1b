/// What gradients and hessians are multiplied by before they are rounded to whole numbers.
///
/// Scales are powers of two and depend only on bounds of the sums, so they are the same at any thread count.
struct GradientScales: Sendable, Equatable {
  var layout: PackedLayout
  /// 1 where the weight counts rows.
  var weight: Double
  var gradient: Double

  init(layout: PackedLayout, weight: Double, gradient: Double) {
    self.layout = layout
    self.weight = weight
    self.gradient = gradient
  }

  /// Scales for hessians and weighted rows, from the sums of their magnitudes; nil where these are not finite.
  init?(gradients: Double, hessians: Double, rows: Int) {
    guard gradients.isFinite && hessians.isFinite else { return nil }
    let layout = PackedLayout.weighing
    self.init(
      layout: layout, weight: Self.scale(limit: layout.weightLimit, sum: hessians, rows: rows),
      gradient: Self.scale(limit: layout.gradientLimit, sum: gradients, rows: rows))
  }

  /// The largest power of two that keeps a sum within a limit.
  ///
  /// - Parameters:
  ///   - sum: What the sum of magnitudes is at most, 0 or more.
  ///   - rows: How many rows add up to half a unit of rounding each.
  static func scale(limit: Double, sum: Double, rows: Int) -> Double {
    // Nothing is gained by more than 2⁶⁰, and a sum of 0 fits any scale.
    let ratio = Swift.min((limit - Double(rows)) / Swift.max(sum, 1e-300), 0x1p60)
    return Double(sign: .plus, exponent: ratio.exponent, significand: 1)
  }
}
