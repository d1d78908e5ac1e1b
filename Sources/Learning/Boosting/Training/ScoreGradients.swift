import Foundation

/// Gradients of every objective, weighted or not, made anew in each round from the rows' margins.
final class ScoreGradients: TrainingGradients, @unchecked Sendable {
  let objective: BoostingObjective
  let targets: [Float]
  /// Empty where all rows count the same.
  let weights: [Float]
  let outputCount: Int
  let threads: Int
  /// The margins so far, shape `[K, N]`.
  let margins: KernelBuffer<Float>
  /// The probabilities of a softmax at the beginning of a round, shape `[K, N]`.
  let probabilities: KernelBuffer<Float>

  var rowCount: Int { targets.count }

  static let rowsPerItem = 1 << 13

  init(_ objective: BoostingObjective, targets: [Float], weights: [Float], baseMargins: [Float], threads: Int) {
    self.objective = objective
    self.targets = targets
    self.weights = weights
    self.threads = threads
    outputCount = baseMargins.count
    margins = KernelBuffer(count: targets.count * outputCount, of: 0)
    for (output, margin) in baseMargins.enumerated() {
      (margins.base + output * targets.count).update(repeating: margin, count: targets.count)
    }
    if case .softmax(let classes) = objective {
      probabilities = KernelBuffer(count: targets.count * classes, of: 0)
    } else {
      probabilities = KernelBuffer(count: 0, of: 0)
    }
  }

  func fill(output: Int, into sums: KernelBuffer<Int64>, threads: Int) -> GradientScales? {
    nonisolated(unsafe) let margin = UnsafePointer(margins.base + output * rowCount)
    let targets = targets
    func bounded(_ largest: Double, _ gradient: @Sendable (Int) -> Float) -> GradientScales? {
      fillBounded(largest: largest, into: sums, threads: threads, gradient)
    }
    switch objective {
    case .squaredError:
      return fillMeasured(into: sums, threads: threads) { row in (targets[row] - margin[row], 1) }
    case .poisson:
      return fillMeasured(into: sums, threads: threads) { row in
        let rate = exp(margin[row])
        return (targets[row] - rate, rate * Self.poissonCaution)
      }
    case .huber(let delta):
      let delta = Float(delta)
      return bounded(Double(delta)) { row in Swift.min(Swift.max(targets[row] - margin[row], -delta), delta) }
    case .absoluteError:
      return bounded(1) { row in Self.pull(targets[row] - margin[row], level: 0.5) * 2 }
    case .quantile(let level):
      return bounded(1) { row in Self.pull(targets[row] - margin[row], level: Float(level)) }
    case .quantiles(let levels):
      return bounded(1) { row in Self.pull(targets[row] - margin[row], level: Float(levels[output])) }
    case .logistic: return fillLogistic(margin, into: sums, threads: threads)
    case .softmax(let classes): return fillSoftmax(output, classes: classes, into: sums, threads: threads)
    }
  }

  /// e^0.7: the hessian of a count is taken at a margin higher by the largest step that XGBoost and LightGBM allow, so
  /// that a rate that was taken too low does not overshoot.
  private static let poissonCaution: Float = 2.013_752_7

  /// The negative gradient of the pinball loss. A row that is met exactly pulls neither way, or it could not be told
  /// from those that lie below.
  static func pull(_ residual: Float, level: Float) -> Float {
    residual > 0 ? level : residual < 0 ? level - 1 : 0
  }

  func add(_ answer: Float, to rows: UnsafeBufferPointer<UInt32>, output: Int) {
    let margins = margins.base + output * rowCount
    for row in rows { margins[Int(row)] += answer }
  }

  var renewsAnswers: Bool { objective.renewalLevel(of: 0) != nil }

  func renewedAnswer(output: Int, rows: [UInt32]) -> Double {
    guard let level = objective.renewalLevel(of: output) else {
      preconditionFailure("ScoreGradients: \(objective) has no renewed answers")
    }
    let margins = margins.base + output * rowCount
    return Double(
      OrderStatistics.quantile(
        level, of: rows.map { targets[Int($0)] - margins[Int($0)] },
        weights: weights.isEmpty ? [] : rows.map { weights[Int($0)] }))
  }

  func loss() -> Double {
    let rows = rowCount
    nonisolated(unsafe) let margins = UnsafePointer(margins.base)
    return objective.loss(targets: targets, weights: weights, threads: threads) { row, output in
      margins[output * rows + row]
    }
  }
}
