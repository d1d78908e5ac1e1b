import Tensors

/// Adam: gradient descent whose step in each direction is scaled by the size of recent gradients there.
///
///     m ← β₁m + (1 − β₁)g          v ← β₂v + (1 − β₂)g²
///     θ ← θ − α·(m/(1 − β₁ᵏ)) / (√(v/(1 − β₂ᵏ)) + ε)          k = 1, 2, …
///
/// It keeps the count and the powers; the moments m and v belong to whoever holds the parameters, so that several threads can each
/// move a part of them.
///
/// - SeeAlso: Kingma & Ba, *Adam: A Method for Stochastic Optimization*, ICLR 2015,
///   [arXiv:1412.6980](https://arxiv.org/abs/1412.6980).
package struct AdamOptimizer: Sendable, Equatable, Codable {
  /// β₁, how much of the mean gradient stays a step.
  package static let meanDecay: Float = 0.9
  /// β₂, how much of the mean squared gradient stays a step.
  package static let varianceDecay: Float = 0.999
  /// ε, what keeps the division finite.
  package static let epsilon: Float = 1e-8

  /// How many updates there have been, k.
  package private(set) var updates = 0
  private var meanDecayPower = 1.0
  private var varianceDecayPower = 1.0

  /// An optimizer before its first update; the moments that go with it are zero.
  package init() {}

  /// One update, the same for all parameters.
  package struct Update: Sendable {
    /// α/(1 − β₁ᵏ).
    let rate: Float
    /// 1/(1 − β₂ᵏ).
    let correction: Float
    /// What the gradient is multiplied by first (clipping).
    let scale: Float

    /// Moves vectors of parameters one step against the gradient.
    ///
    /// - Complexity: O(n). Does not allocate.
    package func move(
      _ parameters: UnsafeMutablePointer<SIMD16<Float>>, gradient: UnsafePointer<SIMD16<Float>>,
      means: UnsafeMutablePointer<SIMD16<Float>>, variances: UnsafeMutablePointer<SIMD16<Float>>, count: Int
    ) {
      let (rate, correction, scale) = (rate, correction, scale)
      for index in 0..<count {
        let g = gradient[index] * scale
        let m = means[index] * meanDecay + g * (1 - meanDecay)
        let v = variances[index] * varianceDecay + g * g * (1 - varianceDecay)
        means[index] = m
        variances[index] = v
        parameters[index] = parameters[index] - m * rate / ((v * correction).squareRoot() + epsilon)
      }
    }
  }

  /// Begins the next update.
  package mutating func advance(learningRate: Float, scale: Float = 1) -> Update {
    updates += 1
    meanDecayPower *= Double(Self.meanDecay)
    varianceDecayPower *= Double(Self.varianceDecay)
    return Update(
      rate: Float(Double(learningRate) / (1 - meanDecayPower)), correction: Float(1 / (1 - varianceDecayPower)),
      scale: scale)
  }
}
