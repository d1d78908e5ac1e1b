/// What counts when features are ranked by their splits; the names are those of XGBoost's `get_score`.
public enum FeatureImportance: String, Sendable, CaseIterable {
  /// The number of splits.
  case weight
  /// The mean worth of a split: twice what the loss fell by, as XGBoost and LightGBM count it.
  case gain
  /// The mean cover of a split: the sum of its rows' hessians, their number where the hessian is constant.
  case cover
  /// The sum over the splits of what `gain` is the mean of.
  case totalGain
  /// The sum over the splits of what `cover` is the mean of.
  case totalCover
}

extension BoostedTrees {
  /// How much each feature matters to the trees, over all outputs.
  ///
  /// Features with many distinct values are favoured, as everywhere where splits are counted; how a feature moves a
  /// prediction is what ``contributions(_:)`` says.
  ///
  /// - Parameter kind: What counts.
  /// - Returns: Shape `[F]`, 0 for features that no split asks for; gains in twice the unit of the loss, covers in hessians.
  /// - Complexity: O(nodes + F).
  public func importance(_ kind: FeatureImportance) -> [Double] {
    var splits = [Double](repeating: 0, count: featureCount)
    var sums = [Double](repeating: 0, count: featureCount)
    for (node, seen) in zip(trees.nodes, trees.statistics) where !node.isLeaf {
      let feature = Int(node.feature)
      splits[feature] += 1
      switch kind {
      case .weight: sums[feature] += 1
      case .gain, .totalGain: sums[feature] += Double(seen.gain)
      case .cover, .totalCover: sums[feature] += Double(seen.cover)
      }
    }
    switch kind {
    case .weight, .totalGain, .totalCover: return sums
    case .gain, .cover: return zip(sums, splits).map { $1 > 0 ? $0 / $1 : 0 }
    }
  }
}
