/// How far an output is from its target.
///
///     squared    ½r²                          r = output − target
///     huber(δ)   ½r² if |r| ≤ δ, else δ(|r| − ½δ)
///
/// Both have the slope r near 0. Huber's grows linearly beyond δ, so a burst in the data pulls no harder than δ.
///
/// - SeeAlso: Huber, *Robust Estimation of a Location Parameter*, Annals of Mathematical Statistics 35(1), 1964,
///   [doi:10.1214/aoms/1177703732](https://doi.org/10.1214/aoms/1177703732).
public enum LSTMLoss: Sendable, Equatable {
  /// Half the squared residual.
  case squared
  /// Half the squared residual up to `delta`, linear beyond.
  case huber(delta: Float)

  /// The sum of the losses of a row of outputs, whose places are taken by the gradients.
  ///
  /// - Parameters:
  ///   - outputs: The outputs, `[count]`; replaced by the gradient of `scale` times the sum.
  ///   - targets: The targets, `[count]`.
  ///   - scale: For a mean, one over the number of all outputs.
  /// - Complexity: O(count). Does not allocate.
  package func replaceByGradient(
    _ outputs: UnsafeMutablePointer<Float>, targets: UnsafePointer<Float>, count: Int, scale: Float
  ) -> Double {
    var sum = 0.0
    for index in 0..<count {
      let residual = outputs[index] - targets[index]
      let slope = slope(residual)
      sum += value(residual, slope)
      outputs[index] = slope * scale
    }
    return sum
  }

  @inline(__always)
  private func slope(_ residual: Float) -> Float {
    switch self {
    case .squared: residual
    case .huber(let delta):
      // Written so that a NaN stays one.
      residual > delta ? delta : residual < -delta ? -delta : residual
    }
  }

  /// slope·(r − ½·slope): ½r² inside, δ(|r| − ½δ) outside.
  @inline(__always)
  private func value(_ residual: Float, _ slope: Float) -> Double {
    Double(slope) * (Double(residual) - 0.5 * Double(slope))
  }
}
