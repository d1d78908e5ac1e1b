/// A sum of decision trees: what gradient boosting learns.
///
///     ŷ(x) = link(base margin + Σₜ treeₜ(x))
///
/// The leaves hold their values with the learning rate already in them. There are K outputs: the classes of a softmax,
/// the levels of several quantiles, otherwise one.
///
/// - SeeAlso: Friedman, *Greedy Function Approximation: A Gradient Boosting Machine*, Annals of Statistics 29(5), 2001,
///   [doi:10.1214/aos/1013203451](https://doi.org/10.1214/aos/1013203451).
public struct BoostedTrees: Sendable, Equatable {
  /// F, the number of features that a row must have.
  public let featureCount: Int

  /// The features' names, shape `[F]`, or empty where they have none.
  public internal(set) var featureNames: [String]

  /// What the trees were fitted to.
  public let objective: BoostingObjective

  /// How margins become predictions: the objective's own link, but for two models of XGBoost's: several quantiles,
  /// which may cross there, and `binary:logitraw`, which predicts margins.
  public let link: MarginLink

  /// The margins before any tree, shape `[K]`.
  public internal(set) var baseMargins: [Float]

  /// Features of which a zero counts as missing, ascending; only models of LightGBM's have any.
  public let zeroIsMissing: [Int]

  /// After how many rounds the validation loss was lowest, from 1; without validation rows, all of them.
  ///
  /// With early stopping the trees after it have been dropped.
  public internal(set) var bestRound: Int

  /// The losses after each round of the fit, also of those that early stopping dropped.
  public internal(set) var history: [BoostingProgress]

  /// The trees: in each round of a fit one for each output.
  package var trees: TreeEnsemble

  /// K, the number of values that a prediction has.
  public var outputCount: Int { baseMargins.count }

  /// The number of trees.
  public var treeCount: Int { trees.treeCount }

  /// The number of rounds whose trees the model holds.
  public var roundCount: Int { treeCount / outputCount }

  /// A model without trees, which predicts from its base margins.
  ///
  /// - Precondition: There is a base margin for each output of the objective.
  package init(
    featureCount: Int, featureNames: [String] = [], objective: BoostingObjective, link: MarginLink? = nil,
    baseMargins: [Float], zeroIsMissing: [Int] = [], trees: TreeEnsemble = TreeEnsemble()
  ) {
    precondition(
      baseMargins.count == objective.outputCount,
      "BoostedTrees: \(baseMargins.count) base margins for \(objective.outputCount) outputs")
    self.featureCount = featureCount
    self.featureNames = featureNames
    self.objective = objective
    self.link = link ?? objective.link
    self.baseMargins = baseMargins
    self.zeroIsMissing = zeroIsMissing
    self.trees = trees
    history = []
    bestRound = trees.treeCount / baseMargins.count
  }

  /// Drops the trees of all but the first rounds.
  mutating func keepFirst(rounds: Int) {
    trees.keepFirst(rounds * outputCount)
  }
}
