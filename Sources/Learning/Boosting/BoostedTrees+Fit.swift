extension BoostedTrees {
  /// Fits trees to a training matrix.
  ///
  /// Equal arguments give equal trees, bit for bit, whatever `configuration.threads` is.
  ///
  /// - Parameters:
  ///   - training: Features `[N, F]`, NaN where missing, and targets `[N]`; at least two rows.
  ///   - configuration: What to predict, with how many trees, how large, from which share of the data.
  ///   - validation: Rows to judge each round by, with the same features; needed for early stopping.
  ///   - resuming: A model of the same data and configuration that was stopped: its rounds are taken as grown, and the
  ///     result is that of a fit that was never stopped, to the bit.
  ///   - progress: Called after each round, on the caller's thread; false stops the fit.
  ///   - checkpoint: Called after each round with the model so far, which `resuming` will take; saving it now and then
  ///     guards a long fit against a crash. A model that is not kept is not copied.
  /// - Returns: The trees; with early stopping, those up to the best round. A fit that was stopped by `progress` returns
  ///   every tree so far, to be used or resumed.
  /// - Throws: ``BoostingError`` for data or settings that cannot be used.
  /// - Complexity: O(N·F) for the bins, and about that for each level of each tree.
  public static func fit(
    _ training: TrainingMatrix, configuration: BoostingConfiguration, validation: TrainingMatrix? = nil,
    resuming: BoostedTrees? = nil, progress: ((BoostingProgress) -> Bool)? = nil,
    checkpoint: ((BoostedTrees) -> Void)? = nil
  ) throws(BoostingError) -> BoostedTrees {
    let configuration = try configuration.validated()
    let binned = try BinnedMatrix(training, maxBins: configuration.maxBins, threads: configuration.threads)
    return try fit(
      binned, targets: training.targets, weights: training.weights, configuration: configuration,
      validation: validation, resuming: resuming, progress: progress, checkpoint: checkpoint)
  }

  /// Fits trees to features that have been binned before, so that several fits can share the bins.
  ///
  /// - Parameters:
  ///   - matrix: The binned features `[N, F]`.
  ///   - targets: Shape `[N]`, in the order of the matrix's rows.
  ///   - weights: How much each row counts, shape `[N]`, 0 or more; empty if all count the same.
  ///   - configuration: What to predict, with how many trees, how large; its `maxBins` is not read.
  ///   - validation: Rows to judge each round by, with the same features; needed for early stopping.
  ///   - resuming: A model of the same data and configuration that was stopped.
  ///   - progress: Called after each round, on the caller's thread; false stops the fit.
  ///   - checkpoint: Called after each round with the model so far, which `resuming` will take; saving it now and then
  ///     guards a long fit against a crash. A model that is not kept is not copied.
  /// - Returns: The trees; with early stopping, those up to the best round.
  /// - Throws: ``BoostingError`` for data or settings that cannot be used.
  public static func fit(
    _ matrix: BinnedMatrix, targets: [Float], weights: [Float] = [], configuration: BoostingConfiguration,
    validation: TrainingMatrix? = nil, resuming: BoostedTrees? = nil, progress: ((BoostingProgress) -> Bool)? = nil,
    checkpoint: ((BoostedTrees) -> Void)? = nil
  ) throws(BoostingError) -> BoostedTrees {
    let configuration = try configuration.validated(for: matrix)
    guard targets.count == matrix.rowCount else {
      throw .shapeMismatch(
        values: matrix.rowCount * matrix.featureCount, rows: targets.count, columns: matrix.featureCount,
        matrix: "training")
    }
    let objective = configuration.objective
    try TrainingMatrix.validate(targets: targets, weights: weights, as: "training", objective: objective)
    try validation?.validate(as: "validation", expectedColumns: matrix.featureCount, objective: objective)
    guard configuration.earlyStoppingRounds == nil || validation != nil else {
      throw .earlyStoppingWithoutValidation
    }

    var run = BoostingRun(
      matrix, targets: targets, weights: weights, validation: validation, configuration: configuration)
    if let resuming { try run.resume(resuming) }
    var wasStopped = false
    while run.model.roundCount < configuration.rounds && !run.hasConverged && !wasStopped {
      let now = try run.advance()
      checkpoint?(run.model)
      wasStopped = progress.map { !$0(now) } ?? false
    }
    var model = run.model
    model.bestRound = validation == nil ? model.roundCount : run.bestRound
    if configuration.earlyStoppingRounds != nil && !wasStopped { model.keepFirst(rounds: run.bestRound) }
    return model
  }
}
