import Tensors

extension BoostedTrees {
  /// The model as named tensors, to be put into a `SafetensorsFile`.
  ///
  ///     base_score        [1]      target's unit
  ///     feature_count     [1]
  ///     best_round        [1]
  ///     tree_sizes        [trees]  nodes of each tree
  ///     node_feature      [nodes]  column of a split, −1 for a leaf
  ///     node_value        [nodes]  threshold of a split, value of a leaf
  ///     node_left         [nodes]  left child within the tree, the right one follows it; 0 for a leaf
  ///     node_missing_left [nodes]  1 where missing values go left
  ///     history           [rounds, 1 or 2]  training loss and, if there is one, validation loss
  ///
  /// Whole numbers are below 2²⁴, so a `Float` holds them exactly: what is loaded equals what was saved, bit for bit.
  ///
  /// - Parameter prefix: Goes before every name as it is, so that one file can hold several models: `q90.`, say.
  public func tensors(prefix: String) -> [String: Tensor] {
    func vector(_ values: [Float]) -> Tensor { Tensor(values, shape: [values.count]) }
    var named: [String: Tensor] = [
      "base_score": vector([baseScore]),
      "feature_count": vector([Float(featureCount)]),
      "best_round": vector([Float(bestRound)]),
      "tree_sizes": vector(zip(starts.dropFirst(), starts).map { Float($0 - $1) }),
      "node_feature": vector(nodes.map { Float($0.feature) }),
      "node_value": vector(nodes.map(\.value)),
      "node_left": vector(nodes.map { Float($0.left) }),
      "node_missing_left": vector(nodes.map { $0.sendsMissingLeft ? 1 : 0 }),
    ]
    let hasValidation = history.first?.validationLoss != nil
    let losses = history.flatMap { [$0.trainingLoss] + ($0.validationLoss.map { [$0] } ?? []) }
    named["history"] = Tensor(losses, shape: [history.count, hasValidation ? 2 : 1])
    return Dictionary(uniqueKeysWithValues: named.map { (prefix + $0.key, $0.value) })
  }

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
    let features = try reader.integer("feature_count", in: 1...BinnedMatrix.featureLimit)
    let base = try reader.vector("base_score", count: 1)[0]
    let sizes = try reader.integers("tree_sizes", in: 1...(1 << 23))
    let nodes = try reader.nodes(sizes: sizes, featureCount: features)
    let history = try reader.history(treeCount: sizes.count)
    self.init(featureCount: features, baseScore: base)
    var start = 0
    for size in sizes {
      append(Array(nodes[start..<start + size]))
      start += size
    }
    self.history = history
    bestRound = try reader.integer("best_round", in: 1...sizes.count)
  }
}
