import Foundation
import Tensors

extension BoostedTrees {
  /// The model as named tensors, to be put into a `SafetensorsFile`.
  ///
  ///     base_margins      [K]      margins before any tree
  ///     objective         [1 + parameters]  number of the objective, then its parameters
  ///     link              [1]      1 where margins are predictions though the objective has a link, else 0
  ///     feature_count     [1]
  ///     zero_is_missing   [any]    features of which a zero counts as missing, a −1 behind them
  ///     best_round        [1]
  ///     tree_sizes        [trees + 1]  nodes of each tree, a −1 behind them
  ///     tree_output       [trees]  the output that each tree adds to
  ///     node_feature      [nodes]  column of a split, −1 for a leaf
  ///     node_value        [nodes]  threshold of a split, value of a leaf, number of a set of categories
  ///     node_left         [nodes]  left child within the tree, the right one follows it; 0 for a leaf
  ///     node_flags        [nodes]  1 where missing values go left, plus 2 where the split is by categories
  ///     node_gain, node_cover [nodes]  what training saw
  ///     set_sizes         [sets]   categories in each set, a −1 behind them
  ///     set_categories    [sum]    the categories, set by set, a −1 behind them
  ///     history           [rounds, 2]  training and validation loss, the lowest Float where there is none
  ///
  /// Whole numbers are below 2²⁴, so a `Float` holds them exactly: what is loaded equals what was saved, bit for bit,
  /// but for the features' names, which tensors cannot hold.
  ///
  /// - Parameter prefix: Goes before every name as it is, so that one file can hold several models: `q90.`, say.
  public func tensors(prefix: String) -> [String: Tensor] {
    func vector(_ values: [Float]) -> Tensor { Tensor(values, shape: [values.count]) }
    let sets = (0..<trees.categories.count).map { trees.categories.categories(of: $0) }
    let nodes = trees.nodes
    let named: [String: Tensor] = [
      "base_margins": vector(baseMargins),
      "objective": vector(objective.encoded),
      "link": vector([link == objective.link ? 0 : 1]),
      "feature_count": vector([Float(featureCount)]),
      "zero_is_missing": vector(zeroIsMissing.map { Float($0) } + [-1]),
      "best_round": vector([Float(bestRound)]),
      "tree_sizes": vector(zip(trees.starts.dropFirst(), trees.starts).map { Float($0 - $1) } + [-1]),
      "tree_output": vector(trees.outputs.map { Float($0) }),
      "node_feature": vector(nodes.map { Float($0.feature) }),
      "node_value": vector(nodes.map { $0.isCategorical ? Float($0.categorySet) : $0.value }),
      "node_left": vector(nodes.map { Float($0.left) }),
      "node_flags": vector(nodes.map { ($0.sendsMissingLeft ? 1 : 0) + ($0.isCategorical ? 2 : 0) }),
      "node_gain": vector(trees.statistics.map(\.gain)),
      "node_cover": vector(trees.statistics.map(\.cover)),
      "set_sizes": vector(sets.map { Float($0.count) } + [-1]),
      "set_categories": vector(sets.flatMap { $0.map { Float($0) } } + [-1]),
      "history": Tensor(
        history.flatMap { [$0.trainingLoss ?? Self.noLoss, $0.validationLoss ?? Self.noLoss] },
        shape: [history.count, 2]),
    ]
    return Dictionary(uniqueKeysWithValues: named.map { (prefix + $0.key, $0.value) })
  }

  /// What stands for a loss that was not worked out.
  static let noLoss = -Float.greatestFiniteMagnitude

  /// Loads a model that `tensors(prefix:)` has saved.
  ///
  /// Every number is checked, so that no file, however damaged, can make a prediction trap or run forever.
  ///
  /// - Parameters:
  ///   - tensors: What a file holds; tensors with other names are left alone.
  ///   - prefix: What stands before the names, as it was saved.
  /// - Throws: `BoostingError.invalidModel`, naming the tensor and what is wrong with it.
  public init(tensors: [String: Tensor], prefix: String) throws(BoostingError) {
    let reader = TreeTensorReader(tensors: tensors, prefix: prefix)
    self = try reader.model()
  }
}
