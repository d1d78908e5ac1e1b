import Foundation
import Learning
import Tensors

/// Models with random trees, one for each objective, whose files `Fixtures/model-files/written` keeps.
enum WrittenModel: String, CaseIterable, Sendable {
  case squared, absolute, huber, poisson, logistic, logitraw, softmax, quantile, quantiles
  /// A base margin whose probability is too near to 1 for a `Float`.
  case certain
  /// No trees, only base margins.
  case empty

  var objective: BoostingObjective {
    switch self {
    case .squared: .squaredError
    case .absolute: .absoluteError
    case .huber: .huber(1.25)
    case .poisson: .poisson
    case .logistic, .logitraw, .certain: .logistic
    case .softmax, .empty: .softmax(3)
    case .quantile: .quantile(0.9)
    case .quantiles: .quantiles([0.05, 0.5, 0.95])
    }
  }

  /// Whether version 1.7 knows the objective.
  var isOld: Bool { self != .quantile && self != .quantiles }

  var model: BoostedTrees {
    var random = SplitMix64(
      seed: UInt64(objective.outputCount) * 1000 + UInt64(rawValue.utf8.reduce(0) { $0 + Int($1) }))
    func number() -> Float { Float.random(in: -1...1, using: &random) }
    var ensemble = TreeEnsemble()
    for tree in 0..<(self == .empty ? 0 : max(2, objective.outputCount)) {
      var nodes: [TreeNode] = [.leaf(0)]
      // Splits the first leaf that is left, five times.
      for leaf in 0..<5 {
        let feature = Int.random(in: 0..<5, using: &random)
        let left = nodes.count
        if feature == 3 {
          let categories = (0..<40).filter { _ in Bool.random(using: &random) }
          nodes[leaf] = .split(
            feature: feature, categorySet: ensemble.categories.append(categories + [leaf]),
            sendsMissingLeft: Bool.random(using: &random), left: left)
        } else {
          let threshold = [number(), Float(Int(3 * number())), leaf == 2 ? -0.0 : number()][leaf % 3]
          nodes[leaf] = .split(
            feature: feature, threshold: threshold, sendsMissingLeft: Bool.random(using: &random), left: left)
        }
        nodes += [.leaf(number()), .leaf(number())]
      }
      var statistics = nodes.map { NodeStatistics(gain: $0.isLeaf ? 0 : number().magnitude, cover: 1) }
      for index in nodes.indices.reversed() where !nodes[index].isLeaf {
        let left = Int(nodes[index].left)
        statistics[index].cover = statistics[left].cover + statistics[left + 1].cover
      }
      ensemble.append(nodes, statistics, output: tree % objective.outputCount)
    }
    return BoostedTrees(
      featureCount: 5, featureNames: self == .absolute ? ["a", "b/c", "\"d\"", "é", "日"] : [], objective: objective,
      link: self == .logitraw || self == .quantiles ? .identity : nil,
      baseMargins: (0..<objective.outputCount).map { _ in self == .certain ? 20 : number() }, trees: ensemble)
  }
}
