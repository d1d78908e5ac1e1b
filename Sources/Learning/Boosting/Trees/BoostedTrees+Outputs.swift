extension BoostedTrees {
  /// One of several quantiles as a model of its own, which knows nothing of the others and so may cross them.
  ///
  /// - Parameter output: Which level, from 0.
  /// - Precondition: The model predicts several quantiles, and has that level.
  public func quantile(at output: Int) -> BoostedTrees {
    guard case .quantiles(let levels) = objective, levels.indices.contains(output) else {
      preconditionFailure("BoostedTrees: \(objective) has no quantile \(output)")
    }
    var own = TreeEnsemble()
    own.categories = trees.categories
    for tree in 0..<treeCount where trees.outputs[tree] == output {
      let nodes = trees.starts[tree]..<trees.starts[tree + 1]
      own.append(Array(trees.nodes[nodes]), Array(trees.statistics[nodes]), output: 0)
    }
    return BoostedTrees(
      featureCount: featureCount, featureNames: featureNames, objective: .quantile(levels[output]),
      baseMargins: [baseMargins[output]], zeroIsMissing: zeroIsMissing, trees: own)
  }
}
