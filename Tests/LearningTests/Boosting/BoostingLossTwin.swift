import Foundation
import Learning

/// The losses of all objectives, written down a second time and plainly, from predictions instead of margins.
struct BoostingLossTwin {
  let objective: BoostingObjective

  /// The loss of one row's predictions, shape `[K]`.
  func loss(_ target: Double, _ predictions: [Double]) -> Double {
    let residual = target - predictions[0]
    switch objective {
    case .squaredError: return residual * residual
    case .absoluteError: return abs(residual)
    case .huber(let delta):
      return abs(residual) <= delta ? residual * residual / 2 : delta * abs(residual) - delta * delta / 2
    case .poisson: return predictions[0] - target * log(predictions[0])
    case .logistic: return -target * log(predictions[0]) - (1 - target) * log(1 - predictions[0])
    case .softmax: return -log(predictions[Int(target)])
    case .quantile(let level): return Self.pinball(residual, level)
    case .quantiles(let levels):
      let losses = zip(levels, predictions).map { Self.pinball(target - $1, $0) }
      return losses.reduce(0, +) / Double(levels.count)
    }
  }

  static func pinball(_ residual: Double, _ level: Double) -> Double { max(level * residual, (level - 1) * residual) }

  /// The loss of many rows, as a fit reports it: of several quantiles before they are sorted.
  func loss(of trees: BoostedTrees, _ data: TrainingMatrix) -> Double {
    var (sum, total) = (0.0, 0.0)
    for row in 0..<data.rowCount {
      let weight = data.weights.isEmpty ? 1 : Double(data.weights[row])
      let outputs = trees.link == .sorted ? trees.margins(data.row(row)) : trees.predictions(data.row(row))
      if weight > 0 { sum += weight * loss(Double(data.targets[row]), outputs.map(Double.init)) }
      total += weight
    }
    return objective == .squaredError ? (sum / total).squareRoot() : sum / total
  }

  /// Predictions of margins, shape `[K]`.
  func predictions(_ margins: [Double]) -> [Double] {
    switch objective {
    case .squaredError, .absoluteError, .huber, .quantile, .quantiles: return margins
    case .poisson: return margins.map(exp)
    case .logistic: return margins.map { 1 / (1 + exp(-$0)) }
    case .softmax:
      let powers = margins.map(exp)
      return powers.map { $0 / powers.reduce(0, +) }
    }
  }

  /// The negative gradient and the hessian of one row by finite differences.
  func gradient(_ target: Double, _ margins: [Double], output: Int) -> (gradient: Double, hessian: Double) {
    let step = 1e-4
    func central(_ loss: (Double) -> Double) -> (Double, Double) {
      let (low, middle, high) = (loss(-step), loss(0), loss(step))
      return ((low - high) / (2 * step), (low - 2 * middle + high) / (step * step))
    }
    func margin(_ change: Double) -> Double {
      var moved = margins
      moved[output] += change
      return loss(target, predictions(moved))
    }
    switch objective {
    case .squaredError:
      let (gradient, hessian) = central(margin)
      return (gradient / 2, hessian / 2)
    case .logistic: return central(margin)
    case .poisson:
      let (gradient, hessian) = central(margin)
      return (gradient, hessian * exp(0.7))
    case .softmax(let classes):
      let (gradient, hessian) = central(margin)
      return (gradient, hessian * Double(classes) / Double(classes - 1))
    case .absoluteError, .huber, .quantile: return (central(margin).0, 1)
    case .quantiles(let levels):
      return (central { Self.pinball(target - margins[output] - $0, levels[output]) }.0, 1)
    }
  }
}
