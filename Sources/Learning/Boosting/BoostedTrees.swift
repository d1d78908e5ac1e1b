/// A sum of decision trees: what gradient boosting learns.
///
///     ŷ(x) = base score + Σₜ treeₜ(x)
///
/// The leaves hold their values with the learning rate already in them. The trees lie one behind the other in flat
/// arrays.
///
/// - SeeAlso: Friedman, *Greedy Function Approximation: A Gradient Boosting Machine*, Annals of Statistics 29(5), 2001,
///   [doi:10.1214/aos/1013203451](https://doi.org/10.1214/aos/1013203451).
public struct BoostedTrees: Sendable, Equatable {
  /// F, the number of features that a row must have.
  public let featureCount: Int

  /// The prediction before any tree: the mean or the quantile of the training targets, in their unit.
  public let baseScore: Float

  /// How many trees gave the lowest validation loss, from 1; without validation rows, ``treeCount``.
  ///
  /// With early stopping the trees after it have been dropped.
  public internal(set) var bestRound: Int

  /// The losses after each round of the fit, also of those that early stopping dropped.
  public internal(set) var history: [BoostingProgress]

  /// The nodes of all trees, one tree after the other.
  package private(set) var nodes: [TreeNode]

  /// Where each tree's nodes begin, and behind the last one where they end, shape `[trees + 1]`.
  package private(set) var starts: [Int]

  /// The number of trees.
  public var treeCount: Int { starts.count - 1 }

  /// A model without trees, which predicts its base score.
  init(featureCount: Int, baseScore: Float) {
    self.featureCount = featureCount
    self.baseScore = baseScore
    bestRound = 0
    history = []
    nodes = []
    starts = [0]
  }

  /// Adds a tree.
  ///
  /// - Precondition: The nodes form a tree over this model's features, its root first.
  mutating func append(_ tree: [TreeNode]) {
    nodes.append(contentsOf: tree)
    starts.append(nodes.count)
  }

  /// Drops all but the first trees.
  mutating func keepFirst(_ count: Int) {
    nodes.removeLast(nodes.count - starts[count])
    starts.removeLast(treeCount - count)
  }
}
