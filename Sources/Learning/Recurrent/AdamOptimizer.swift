/// Adam: gradient descent whose step in each direction is scaled by the size of recent gradients there.
///
///     m ← β₁m + (1 − β₁)g          v ← β₂v + (1 − β₂)g²
///     θ ← θ − α·(m/(1 − β₁ᵏ)) / (√(v/(1 − β₂ᵏ)) + ε)          k = 1, 2, …
///
/// - SeeAlso: Kingma & Ba, *Adam: A Method for Stochastic Optimization*, ICLR 2015,
///   [arXiv:1412.6980](https://arxiv.org/abs/1412.6980).
public struct AdamOptimizer: Sendable, Equatable {
  /// β₁, how much of the mean gradient stays a step, in [0, 1).
  public let meanDecay: Float

  /// β₂, how much of the mean squared gradient stays a step, in [0, 1).
  public let varianceDecay: Float

  /// ε, what keeps the division finite, above 0.
  public let epsilon: Float

  /// How many updates there have been, k.
  public private(set) var updates = 0

  /// m of all parameters, then v of all: one array, so that an update opens it once.
  private var moments: [Float]
  private let count: Int
  private var meanDecayPower = 1.0
  private var varianceDecayPower = 1.0

  /// Makes an optimizer with no memory yet.
  ///
  /// - Parameters:
  ///   - count: How many parameters there are.
  ///   - meanDecay: β₁.
  ///   - varianceDecay: β₂.
  ///   - epsilon: ε.
  /// - Precondition: `count` is not negative and the others are in range.
  public init(count: Int, meanDecay: Float = 0.9, varianceDecay: Float = 0.999, epsilon: Float = 1e-8) {
    precondition(
      count >= 0 && (0..<1).contains(meanDecay) && (0..<1).contains(varianceDecay) && epsilon > 0,
      "AdamOptimizer: \(count) parameters, decays \(meanDecay) and \(varianceDecay), epsilon \(epsilon)")
    self.meanDecay = meanDecay
    self.varianceDecay = varianceDecay
    self.epsilon = epsilon
    self.count = count
    moments = [Float](repeating: 0, count: 2 * count)
  }

  /// Moves the parameters one step against the gradient.
  ///
  /// - Parameters:
  ///   - parameters: θ, `[n]`.
  ///   - gradient: The gradient of the loss, `[n]`.
  ///   - scale: What the gradient is multiplied by first (clipping), 1 for nothing.
  ///   - learningRate: α.
  /// - Precondition: Both have as many elements as the optimizer was made for.
  /// - Complexity: O(n). Does not allocate.
  public mutating func update(
    _ parameters: inout MutableSpan<Float>, gradient: Span<Float>, scale: Float = 1, learningRate: Float
  ) {
    precondition(
      parameters.count == count && gradient.count == count,
      "AdamOptimizer: made for \(count) parameters, given \(parameters.count) and \(gradient.count) gradients")
    updates += 1
    meanDecayPower *= Double(meanDecay)
    varianceDecayPower *= Double(varianceDecay)
    let rate = Float(Double(learningRate) / (1 - meanDecayPower))
    let correction = Float(1 / (1 - varianceDecayPower))
    let (meanGain, varianceGain) = (1 - meanDecay, 1 - varianceDecay)
    let (meanDecay, varianceDecay, epsilon, count) = (meanDecay, varianceDecay, epsilon, count)
    var moments = moments.mutableSpan
    for index in 0..<count {
      let g = gradient[index] * scale
      let m = meanDecay * moments[index] + meanGain * g
      let v = varianceDecay * moments[count + index] + varianceGain * (g * g)
      moments[index] = m
      moments[count + index] = v
      parameters[index] = parameters[index] - rate * m / ((v * correction).squareRoot() + epsilon)
    }
  }
}
