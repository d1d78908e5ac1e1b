import Foundation

extension BoostingObjective {
  /// The margins of the best constant prediction, shape `[K]`.
  ///
  /// - Parameters:
  ///   - targets: Shape `[N]`, at least one.
  ///   - weights: Shape `[N]`, or empty.
  func baseMargins(_ targets: [Float], weights: [Float]) -> [Float] {
    switch self {
    case .squaredError: [Float(mean(targets, weights))]
    case .absoluteError, .huber: [OrderStatistics.quantile(0.5, of: targets, weights: weights)]
    case .poisson: [Float(log(Swift.max(mean(targets, weights), 1e-6)))]
    case .logistic: [Float(Self.logit(mean(targets, weights)))]
    case .softmax(let classes):
      (0..<classes).map { index in
        Float(log(Swift.max(mean(targets.map { $0 == Float(index) ? 1 : 0 }, weights), 1e-6)))
      }
    case .quantile(let level): [OrderStatistics.quantile(level, of: targets, weights: weights)]
    case .quantiles(let levels): levels.map { OrderStatistics.quantile($0, of: targets, weights: weights) }
    }
  }

  private static func logit(_ share: Double) -> Double {
    let kept = Swift.min(Swift.max(share, 1e-6), 1 - 1e-6)
    return log(kept / (1 - kept))
  }

  private func mean(_ values: [Float], _ weights: [Float]) -> Double {
    var (sum, total) = (0.0, 0.0)
    for row in values.indices {
      let weight = weights.isEmpty ? 1 : Double(weights[row])
      sum += Double(values[row]) * weight
      total += weight
    }
    return sum / total
  }
}
