extension BoostedTrees {
  /// Fits trees to a training matrix.
  ///
  /// Equal arguments give equal trees, bit for bit, whatever `configuration.threads` is.
  ///
  /// - Parameters:
  ///   - training: Features `[N, F]`, NaN where missing, and targets `[N]`; at least two rows.
  ///   - validation: Rows to judge each round by, with the same features; needed for early stopping.
  ///   - objective: What to predict: the mean or a quantile.
  ///   - configuration: How many trees, how large, from which share of the data.
  ///   - progress: Called after each round, on the caller's thread.
  /// - Returns: The trees; with early stopping, those up to the best round.
  /// - Throws: ``BoostingError`` for data or settings that cannot be used.
  /// - Complexity: O(N·F) for the bins, and about that for each level of each tree.
  public static func fit(
    _ training: TrainingMatrix, validation: TrainingMatrix? = nil, objective: BoostingObjective,
    configuration: BoostingConfiguration, progress: ((BoostingProgress) -> Void)? = nil
  ) throws(BoostingError) -> BoostedTrees {
    let configuration = try configuration.validated()
    let binned = try BinnedMatrix(training, maxBins: configuration.maxBins)
    return try fit(
      binned, targets: training.targets, validation: validation, objective: objective, configuration: configuration,
      progress: progress)
  }

  /// Fits trees to features that have been binned before, so that several fits can share the bins.
  ///
  /// - Parameters:
  ///   - matrix: The binned features `[N, F]`.
  ///   - targets: Shape `[N]`, in the order of the matrix's rows.
  ///   - validation: Rows to judge each round by, with the same features; needed for early stopping.
  ///   - objective: What to predict: the mean or a quantile.
  ///   - configuration: How many trees, how large; its `maxBins` is not read.
  ///   - progress: Called after each round, on the caller's thread.
  /// - Returns: The trees; with early stopping, those up to the best round.
  /// - Throws: ``BoostingError`` for data or settings that cannot be used.
  public static func fit(
    _ matrix: BinnedMatrix, targets: [Float], validation: TrainingMatrix? = nil, objective: BoostingObjective,
    configuration: BoostingConfiguration, progress: ((BoostingProgress) -> Void)? = nil
  ) throws(BoostingError) -> BoostedTrees {
    let configuration = try configuration.validated()
    let objective = try objective.validated()
    guard targets.count == matrix.rowCount else {
      throw .shapeMismatch(
        values: matrix.rowCount * matrix.featureCount, rows: targets.count, columns: matrix.featureCount,
        matrix: "training")
    }
    try TrainingMatrix.validate(targets: targets, as: "training")
    try validation?.validate(as: "validation", expectedColumns: matrix.featureCount)
    guard configuration.earlyStoppingRounds == nil || validation != nil else {
      throw .earlyStoppingWithoutValidation
    }

    var run = BoostingRun(
      matrix, targets: targets, validation: validation, objective: objective, configuration: configuration)
    var history: [BoostingProgress] = []
    var best = (round: 0, loss: Float.infinity)
    for _ in 0..<configuration.rounds {
      let now = try run.advance()
      history.append(now)
      progress?(now)
      guard let loss = now.validationLoss else { continue }
      if loss < best.loss { best = (now.round, loss) }
      if let patience = configuration.earlyStoppingRounds, now.round - best.round >= patience { break }
    }

    var trees = run.trees
    trees.history = history
    trees.bestRound = validation == nil ? trees.treeCount : best.round
    if configuration.earlyStoppingRounds != nil { trees.keepFirst(best.round) }
    return trees
  }
}
