import Foundation
import Synchronization
import Tensors

/// One fit on its way: margins that come nearer to the targets round by round, and the trees that moved them.
package struct BoostingRun {
  /// The trees so far, with their history.
  package private(set) var model: BoostedTrees

  /// What grows trees: one grower that all threads share, or one for each thread where there are several outputs.
  private struct Lane: Sendable {
    let grower: TreeGrower
    let sums: KernelBuffer<Int64>
  }

  /// A tree that has been grown and its answers added to the margins.
  private struct Grown: Sendable {
    let tree: GrownTree
    let answers: [Float]
    let settings: SplitSettings
  }

  private let matrix: BinnedMatrix
  private let configuration: BoostingConfiguration
  private let gradients: any TrainingGradients
  private let lanes: [Lane]
  private let threadsPerLane: Int
  private var validation: ValidationMargins?

  /// Whether the next root can be had from the last tree: see ``TreeGrower/prepareRoot(_:)``.
  private let sharesRoot: Bool

  /// After how many rounds the validation loss was lowest.
  var bestRound: Int { best.round }
  private var best = (round: 1, loss: Float.infinity)

  /// Whether the validation loss has not fallen for as many rounds as the configuration waits.
  var hasConverged: Bool {
    guard let patience = configuration.earlyStoppingRounds, !model.history.isEmpty else { return false }
    return model.history.count - bestRound >= patience
  }

  /// Starts from the best constant.
  ///
  /// - Precondition: Everything has been validated.
  package init(
    _ matrix: BinnedMatrix, targets: [Float], weights: [Float], validation: TrainingMatrix?,
    configuration: BoostingConfiguration, sharesRoot: Bool = true, histogramBytes: Int = HistogramPool.byteLimit
  ) {
    self.matrix = matrix
    var configuration = configuration
    // Each thread has histograms of its own: no more of them than cores could ever serve.
    configuration.threads = Swift.min(configuration.threads, Swift.max(8, ProcessInfo.processInfo.activeProcessorCount))
    self.configuration = configuration
    let objective = configuration.objective
    let base = objective.baseMargins(targets, weights: weights)
    model = BoostedTrees(
      featureCount: matrix.featureCount, featureNames: matrix.featureNames, objective: objective, baseMargins: base)
    let residuals =
      objective == .squaredError && weights.isEmpty ? ResidualGradients(targets: targets, base: base[0]) : nil
    gradients =
      residuals
      ?? ScoreGradients(
        objective, targets: targets, weights: weights, baseMargins: base, threads: configuration.threads)
    let laneCount = Swift.min(base.count, configuration.threads)
    threadsPerLane = configuration.threads / laneCount
    var ofLane = configuration
    ofLane.threads = threadsPerLane
    lanes = (0..<laneCount).map { [ofLane] _ in
      Lane(
        grower: TreeGrower(matrix, ofLane, histogramBytes: histogramBytes / laneCount),
        sums: residuals?.sums ?? KernelBuffer(count: matrix.rowCount, of: 0))
    }
    // The histograms of all leaves and the next root's are kept at the same time.
    self.sharesRoot =
      sharesRoot && residuals != nil && configuration.rowFraction == 1 && configuration.featureFraction == 1
      && lanes[0].grower.histograms.holds(Swift.min(configuration.maxLeaves, matrix.rowCount) + 1)
    self.validation = validation.map {
      ValidationMargins($0, objective: objective, baseMargins: base, threads: configuration.threads)
    }
  }

  /// Grows one more tree for each output.
  ///
  /// - Returns: The losses with them.
  /// - Throws: `BoostingError.diverged` if the gradients are no longer finite.
  package mutating func advance() throws(BoostingError) -> BoostingProgress {
    let round = model.roundCount + 1
    // A stream of its own for each round, so that a fit can go on from any of them.
    var random = RandomSource(seed: configuration.seed ^ UInt64(round) &* 0x9E37_79B9_7F4A_7C15)
    let isSampled = SampleDraw.mask(configuration.rowFraction, of: matrix.rowCount, using: &random)
    let features = SampleDraw.draw(configuration.featureFraction, of: matrix.featureCount, using: &random)
    gradients.beginRound()
    let grown = Mutex([Grown?](repeating: nil, count: model.outputCount))
    Workers.perform(model.outputCount, threads: lanes.count) { [self] worker, output in
      let tree = grow(output, on: lanes[worker], isSampled, features)
      grown.withLock { $0[output] = tree }
    }
    for (output, tree) in grown.withLock({ $0 }).enumerated() {
      guard let tree else { throw .diverged(round: round) }
      let number = model.treeCount
      model.append(tree.tree, answers: tree.answers, settings: tree.settings, mapper: matrix.mapper, output: output)
      validation?.add(model, tree: number)
    }
    return try note(round)
  }

  /// Grows a tree for one output and adds its answers to the margins of all rows; nil if gradients are not finite.
  private func grow(_ output: Int, on lane: Lane, _ isSampled: [Bool]?, _ features: [Int]) -> Grown? {
    let (grower, residuals) = (lane.grower, gradients as? ResidualGradients)
    guard let scales = gradients.fill(output: output, into: lane.sums, threads: threadsPerLane) else { return nil }
    if let residuals, residuals.takesNewScale() { grower.dropRoot() }
    let settings = SplitSettings(configuration, scales)
    grower.grow(
      isSampled: isSampled, features: features, sums: lane.sums.base, settings: settings, keepsHistograms: sharesRoot)
    let answers = LeafAnswers(
      grower, gradients, learningRate: configuration.learningRate, output: output, threads: threadsPerLane
    ).values
    if let residuals, sharesRoot { grower.prepareRoot(residuals.changes(answers)) }
    grower.releaseHistograms()

    let (tree, shards) = (grower.tree, grower.shards)
    Workers.perform(tree.leaves.count * shards.shardCount, threads: threadsPerLane) { [gradients] _, item in
      let (leaf, shard) = item.quotientAndRemainder(dividingBy: shards.shardCount)
      gradients.add(answers[leaf], to: shards.rows(leaf: leaf, shard: shard), output: output)
    }
    if let isSampled {
      TreeReplay(tree, answers: answers).add(
        to: gradients, output: output, matrix: matrix, threads: threadsPerLane
      ) { !isSampled[$0] }
    }
    residuals?.note(answers)
    return Grown(tree: tree, answers: answers, settings: settings)
  }

  /// Writes down how good the model is now.
  private mutating func note(_ round: Int) throws(BoostingError) -> BoostingProgress {
    let progress = BoostingProgress(
      round: round, trainingLoss: configuration.evaluatesTraining ? Float(gradients.loss()) : nil,
      validationLoss: validation.map { Float($0.loss()) })
    guard progress.trainingLoss?.isFinite ?? true, progress.validationLoss?.isFinite ?? true else {
      throw .diverged(round: round)
    }
    model.history.append(progress)
    noteBest(progress)
    return progress
  }

  private mutating func noteBest(_ progress: BoostingProgress) {
    if let loss = progress.validationLoss, loss < best.loss { best = (progress.round, loss) }
  }

  /// Goes on from a model that this fit has made before, to the same bits as if it had never stopped.
  ///
  /// - Throws: `BoostingError.cannotResume` if the model cannot be of this fit.
  mutating func resume(_ other: BoostedTrees) throws(BoostingError) {
    guard other.featureCount == model.featureCount, other.objective == model.objective, other.link == model.link,
      other.zeroIsMissing.isEmpty
    else { throw .cannotResume(problem: "its features or its objective are others") }
    guard other.baseMargins == model.baseMargins else {
      throw .cannotResume(problem: "it starts from \(other.baseMargins) where these targets give \(model.baseMargins)")
    }
    guard other.roundCount <= configuration.rounds else {
      throw .cannotResume(problem: "it has \(other.roundCount) rounds already, of \(configuration.rounds) asked for")
    }
    guard other.treeCount % other.outputCount == 0, other.history.count == other.roundCount else {
      throw .cannotResume(
        problem:
          "it holds \(other.treeCount) trees and the losses of \(other.history.count) rounds, so some were dropped")
    }
    for tree in 0..<other.treeCount {
      let replay = try TreeReplay(other, tree: tree, mapper: matrix.mapper)
      // The same steps as when the tree was grown, for the scale of residuals depends on them.
      let output = other.trees.outputs[tree]
      _ = gradients.fill(output: output, into: lanes[0].sums, threads: configuration.threads)
      replay.add(to: gradients, output: output, matrix: matrix, threads: configuration.threads) { _ in true }
      (gradients as? ResidualGradients)?.note(replay.answers)
      validation?.add(other, tree: tree)
    }
    _ = (gradients as? ResidualGradients)?.takesNewScale()
    for progress in other.history { noteBest(progress) }
    let names = model.featureNames
    model = other
    model.featureNames = names
  }
}
