import Foundation

extension BoostingObjective {
  /// The weighted mean loss of rows, of the squared error its root.
  ///
  /// - Parameters:
  ///   - targets: Shape `[N]`.
  ///   - weights: Shape `[N]`, or empty.
  ///   - threads: How many may work; the sum is the same for all.
  ///   - margin: The margin of a row and output.
  /// - Complexity: O(N · K).
  func loss(
    targets: [Float], weights: [Float], threads: Int, margin: @Sendable (_ row: Int, _ output: Int) -> Float
  ) -> Double {
    let sums = BlockSums.sum(targets.count, threads: threads) { row in
      let weight = weights.isEmpty ? 1 : Double(weights[row])
      return SIMD2(weight * rowLoss(Double(targets[row])) { Double(margin(row, $0)) }, weight)
    }
    let mean = sums.x / sums.y
    return self == .squaredError ? mean.squareRoot() : mean
  }

  /// The loss of one row.
  private func rowLoss(_ target: Double, _ margin: (Int) -> Double) -> Double {
    switch self {
    case .squaredError:
      let residual = target - margin(0)
      return residual * residual
    case .absoluteError: return (target - margin(0)).magnitude
    case .huber(let delta):
      let magnitude = (target - margin(0)).magnitude
      return magnitude <= delta ? magnitude * magnitude / 2 : delta * (magnitude - delta / 2)
    case .poisson: return exp(margin(0)) - target * margin(0)
    case .logistic:
      // log(1 + eᵐ) − y m, without overflow.
      let m = margin(0)
      return Swift.max(m, 0) + log1p(exp(-m.magnitude)) - target * m
    case .softmax(let classes):
      var largest = -Double.infinity
      for index in 0..<classes { largest = Swift.max(largest, margin(index)) }
      var sum = 0.0
      for index in 0..<classes { sum += exp(margin(index) - largest) }
      return largest + log(sum) - margin(Int(target))
    case .quantile(let level): return Self.pinball(target - margin(0), level)
    case .quantiles(let levels):
      // Of the margins as they are: sorting them could only lower it.
      var sum = 0.0
      for index in levels.indices { sum += Self.pinball(target - margin(index), levels[index]) }
      return sum / Double(levels.count)
    }
  }

  private static func pinball(_ residual: Double, _ level: Double) -> Double {
    residual * (residual > 0 ? level : level - 1)
  }
}
