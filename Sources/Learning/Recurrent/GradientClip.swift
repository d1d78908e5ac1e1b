/// Limits the length of a gradient without changing its direction.
///
///     ‖g‖ ≤ limit:  g          else:  g·limit/‖g‖
///
/// The norm is taken over all parameters together.
///
/// - SeeAlso: Pascanu, Mikolov & Bengio, *On the Difficulty of Training Recurrent Neural Networks*, ICML 2013,
///   [arXiv:1211.5063](https://arxiv.org/abs/1211.5063).
package enum GradientClip {
  /// The sum of the squares, in Double; the norm is the root of those of all parts.
  ///
  /// - Complexity: O(n). Does not allocate.
  package static func sumOfSquares(_ gradient: Span<Float>) -> Double {
    // Four sums, so that the additions need not wait for one another; their order is fixed.
    var sums = SIMD4<Double>.zero
    var index = 0
    while index + 4 <= gradient.count {
      let values = SIMD4(
        Double(gradient[index]), Double(gradient[index + 1]), Double(gradient[index + 2]),
        Double(gradient[index + 3]))
      sums = sums + values * values
      index += 4
    }
    var total = (sums[0] + sums[1]) + (sums[2] + sums[3])
    while index < gradient.count {
      total = total + Double(gradient[index]) * Double(gradient[index])
      index += 1
    }
    return total
  }

  /// What to multiply a gradient of some norm by; 1 without a limit.
  package static func scale(norm: Double, limit: Float?) -> Float {
    guard let limit, norm > Double(limit) else { return 1 }
    return Float(Double(limit) / norm)
  }
}
