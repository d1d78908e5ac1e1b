import Tensors

/// One fit on its way: residuals that shrink round by round, and the trees that made them shrink.
struct BoostingRun {
  /// The trees so far.
  private(set) var trees: BoostedTrees

  private let matrix: BinnedMatrix
  private let objective: BoostingObjective
  private let configuration: BoostingConfiguration
  private let validation: TrainingMatrix?
  private var residuals: [Float]
  private var validationResiduals: [Float]
  private var gradients: [Int32]
  private var leafResiduals: [Float]
  private var random: RandomSource
  private var grower: TreeGrower

  /// Starts from the best constant.
  ///
  /// - Precondition: Everything has been validated.
  init(
    _ matrix: BinnedMatrix, targets: [Float], validation: TrainingMatrix?, objective: BoostingObjective,
    configuration: BoostingConfiguration
  ) {
    self.matrix = matrix
    self.objective = objective
    self.configuration = configuration
    self.validation = validation
    let start = objective.baseScore(targets)
    trees = BoostedTrees(featureCount: matrix.featureCount, baseScore: start)
    residuals = targets.map { $0 - start }
    validationResiduals = validation?.targets.map { $0 - start } ?? []
    gradients = [Int32](repeating: 0, count: targets.count)
    leafResiduals = [Float](repeating: 0, count: objective == .squaredError ? 0 : targets.count)
    random = RandomSource(seed: configuration.seed)
    grower = TreeGrower(matrix, configuration)
  }

  /// Grows one more tree.
  ///
  /// - Returns: The losses with it.
  /// - Throws: `BoostingError.diverged` if the residuals are no longer finite.
  mutating func advance() throws(BoostingError) -> BoostingProgress {
    let round = trees.treeCount + 1
    guard let scale = objective.fillGradients(residuals, into: &gradients) else {
      throw .diverged(round: round)
    }
    let rows = SampleDraw.draw(
      SampleDraw.count(configuration.rowFraction, of: matrix.rowCount), of: matrix.rowCount, as: UInt32.self,
      using: &random)
    let features = SampleDraw.draw(
      SampleDraw.count(configuration.featureFraction, of: matrix.featureCount), of: matrix.featureCount, as: Int.self,
      using: &random)
    grower.grow(
      sampledRows: rows.drawn, remainingRows: rows.others, features: features.drawn, gradients: gradients)

    var nodes = grower.nodes
    for leaf in grower.leaves {
      let value = Float(configuration.learningRate * answer(of: leaf, scale))
      nodes[leaf.node] = .leaf(value)
      for index in leaf.sampledRows { residuals[Int(grower.sampled.rows[index])] -= value }
      for index in leaf.remainingRows { residuals[Int(grower.remaining.rows[index])] -= value }
    }
    trees.append(nodes)
    if let validation {
      trees.subtractLastTree(validation.features.span, from: &validationResiduals)
    }

    let progress = BoostingProgress(
      round: round, trainingLoss: Float(objective.loss(residuals.span)),
      validationLoss: validation == nil ? nil : Float(objective.loss(validationResiduals.span)))
    guard progress.trainingLoss.isFinite && progress.validationLoss?.isFinite ?? true else {
      throw .diverged(round: round)
    }
    return progress
  }

  /// What a leaf should add, before the learning rate.
  ///
  /// For the squared error, the penalised mean of its residuals; for the pinball loss their quantile, since
  /// the gradients only tell which residuals are positive, not how large they are.
  private mutating func answer(of leaf: TreeGrower.Leaf, _ scale: FixedPointScale) -> Double {
    switch objective {
    case .squaredError:
      return Double(leaf.total.gradient) / scale.factor / (Double(leaf.total.count) + configuration.l2)
    case .quantile(let level):
      let count = leaf.sampledRows.count
      for (place, index) in leaf.sampledRows.enumerated() {
        leafResiduals[place] = residuals[Int(grower.sampled.rows[index])]
      }
      var span = leafResiduals.mutableSpan
      return Double(OrderStatistics.quantile(level, ofFirst: count, in: &span))
    }
  }
}
