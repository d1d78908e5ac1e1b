/// A weighted mean of experts' forecasts that learns online whom to trust: polynomial weights, without a setting.
///
/// With ŷ the mixture's forecast, x the experts' and y what then came, each with its own learning rate:
///
///     rₖ = (ŷ - y) (ŷ - xₖ)      Rₖ ← Rₖ + rₖ      Sₖ ← Sₖ + rₖ²      wₖ ∝ max(0, Rₖ) / Sₖ
///
/// rₖ is how much the squared error would fall along the way from the mixture to expert k, so the weights
/// find the best weighted mean of the experts and not only the best one of them.
///
/// - SeeAlso: Gaillard, Stoltz & van Erven, *A Second-order Bound with Excess Losses*, COLT 2014,
///   [arXiv:1402.2044](https://arxiv.org/abs/1402.2044).
package struct ExpertMixture: Sendable {
  /// Of the experts; they add up to 1. Equal before anything was settled.
  package private(set) var weights: [Double]
  private var regrets: [Double]
  private var squares: [Double]

  package init(experts: Int) {
    weights = [Double](repeating: 1 / Double(experts), count: experts)
    regrets = [Double](repeating: 0, count: experts)
    squares = regrets
  }

  /// The weighted mean of `forecasts`, one per expert.
  package func mean(_ forecasts: [Float]) -> Float {
    var sum = 0.0
    for (weight, forecast) in zip(weights, forecasts) where weight > 0 { sum += weight * Double(forecast) }
    return Float(sum)
  }

  /// Learns from what came.
  ///
  /// - Parameters:
  ///   - forecasts: What the experts had said.
  ///   - mean: What the mixture had made of it then.
  package mutating func settle(_ forecasts: [Float], mean: Float, actual: Float) {
    let error = Double(mean) - Double(actual)
    for (expert, forecast) in forecasts.enumerated() {
      let regret = error * (Double(mean) - Double(forecast))
      regrets[expert] += regret
      squares[expert] += regret * regret
    }
    var total = 0.0
    for expert in weights.indices {
      weights[expert] = regrets[expert] > 0 ? regrets[expert] / squares[expert] : 0
      total += weights[expert]
    }
    for expert in weights.indices {
      weights[expert] = total > 0 ? weights[expert] / total : 1 / Double(weights.count)
    }
  }
}
