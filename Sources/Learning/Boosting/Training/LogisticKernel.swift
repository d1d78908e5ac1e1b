import Tensors

/// The inner loops of the logistic objective: margins to packed gradients, 16 rows at a time.
struct LogisticKernel {
  /// Shape `[N]`.
  let margins: UnsafePointer<Float>
  /// From 0 to 1, shape `[N]`.
  let targets: UnsafePointer<Float>
  /// Shape `[N]`, or nil where all rows count the same.
  let weights: UnsafePointer<Float>?

  /// Packs the negative gradient y − p and the hessian p (1 − p) of rows into `sums`, shape `[N]`.
  func fill(_ rows: Range<Int>, _ scales: GradientScales, into sums: UnsafeMutablePointer<Int64>) {
    for row in stride(from: rows.lowerBound, to: rows.upperBound, by: 16) {
      let count = Swift.min(16, rows.upperBound &- row)
      let (gradient, hessian) = gradients(row, count)
      let low = packed(gradient.lowHalf, hessian.lowHalf, scales)
      let high = packed(gradient.highHalf, hessian.highHalf, scales)
      if count == 16 {
        let out = UnsafeMutableRawPointer(sums + row)
        out.storeBytes(of: low, as: SIMD8<Int64>.self)
        out.storeBytes(of: high, toByteOffset: 64, as: SIMD8<Int64>.self)
      } else {
        for lane in 0..<count { sums[row &+ lane] = lane < 8 ? low[lane] : high[lane &- 8] }
      }
    }
  }

  /// What the sums of the gradients' magnitudes and of the hessians are at most, for a few thousand rows.
  func sums(_ rows: Range<Int>) -> SIMD2<Double> {
    var (gradients, hessians) = (SIMD16<Float>(), SIMD16<Float>())
    for row in stride(from: rows.lowerBound, to: rows.upperBound, by: 16) {
      let (gradient, hessian) = self.gradients(row, Swift.min(16, rows.upperBound &- row))
      // The magnitude by its bits: `pointwiseMax` is a loop over lanes.
      let magnitude = unsafeBitCast(gradient, to: SIMD16<UInt32>.self) & 0x7fff_ffff
      gradients += unsafeBitCast(magnitude, to: SIMD16<Float>.self)
      hessians += hessian
    }
    // More than adding a few hundred numbers in single precision can have lost.
    return SIMD2(Double(gradients.sum()), Double(hessians.sum())) * (1 + 0x1p-10)
  }

  /// Gradients and hessians of up to 16 rows; lanes behind the last one hold 0.
  @inline(__always)
  private func gradients(_ row: Int, _ count: Int) -> (SIMD16<Float>, SIMD16<Float>) {
    var (margin, target, weight) = (SIMD16<Float>(), SIMD16<Float>(), SIMD16<Float>(repeating: 1))
    if count == 16 {
      margin = UnsafeRawPointer(margins + row).loadUnaligned(as: SIMD16<Float>.self)
      target = UnsafeRawPointer(targets + row).loadUnaligned(as: SIMD16<Float>.self)
      if let weights { weight = UnsafeRawPointer(weights + row).loadUnaligned(as: SIMD16<Float>.self) }
    } else {
      for lane in 0..<16 {
        margin[lane] = lane < count ? margins[row &+ lane] : 0
        target[lane] = lane < count ? targets[row &+ lane] : 0
        weight[lane] = lane < count ? weights?[row &+ lane] ?? 1 : 0
      }
    }
    let probability = VectorMath.sigmoid(margin)
    return ((target - probability) * weight, probability * (1 - probability) * weight)
  }

  /// Rounds to whole numbers below 2⁵¹ by adding 1.5·2⁵², whose significand they then are.
  @inline(__always)
  private func packed(
    _ gradient: SIMD8<Float>, _ hessian: SIMD8<Float>, _ scales: GradientScales
  ) -> SIMD8<Int64> {
    let magic = SIMD8<Double>(repeating: 6_755_399_441_055_744)
    let bits = SIMD8<Int64>(repeating: 0x4338_0000_0000_0000)
    let g = unsafeBitCast(SIMD8<Double>(gradient) * scales.gradient + magic, to: SIMD8<Int64>.self) &- bits
    let h = unsafeBitCast(SIMD8<Double>(hessian) * scales.weight + magic, to: SIMD8<Int64>.self) &- bits
    return (g &<< SIMD8(repeating: scales.layout.shift)) &+ h
  }
}
