import Learning
import Testing

@Suite("Small and odd worlds")
struct BoostingSmallWorldTests {
  /// Fits, and expects that the training path and the predictions tell the same loss.
  @discardableResult
  private func fit(_ data: TrainingMatrix, _ configuration: BoostingConfiguration) throws -> BoostedTrees {
    var configuration = configuration
    configuration.evaluatesTraining = true
    let trees = try BoostedTrees.fit(data, configuration: configuration)
    let told = Double(try #require(trees.history.last?.trainingLoss))
    let loss = BoostingLossTwin(objective: configuration.objective).loss(of: trees, data)
    #expect(abs(told - loss) < 1e-4 * max(1, abs(loss)), "\(configuration.objective): \(told) \(loss)")
    return trees
  }

  private func small(_ objective: BoostingObjective) -> BoostingConfiguration {
    BoostingConfiguration(objective: objective, rounds: 5, learningRate: 0.5, minRowsPerLeaf: 1, minHessianPerLeaf: 0)
  }

  @Test(arguments: BoostingWorld.objectives)
  func `two rows and one feature`(objective: BoostingObjective) throws {
    let trees = try fit(TrainingMatrix(features: [1, 2], featureCount: 1, targets: [0, 1]), small(objective))
    #expect(trees.nodes(0).count == 3 || objective == .absoluteError)
    #expect(trees.nodes(0)[0].value == 1.5 || trees.nodes(0).count == 1)
    #expect(trees.predictions([2]).allSatisfy { $0.isFinite })
  }

  @Test(arguments: BoostingWorld.objectives)
  func `constant and empty columns are never split`(objective: BoostingObjective) throws {
    var world = BoostingWorld(seed: 1)
    let data = world.mixed(for: objective, rows: 200, features: 3)
    let rows = (0..<200).flatMap { row -> [Float] in [7, .nan] + data.row(row) + [-0.0] }
    let trees = try fit(TrainingMatrix(features: rows, featureCount: 6, targets: data.targets), small(objective))
    #expect(Set(trees.trees.nodes.map(\.feature)).subtracting([-1]).isSubset(of: [2, 3, 4]))
    let nothing = TrainingMatrix(
      features: rows.enumerated().map { [0, 1, 5].contains($0.offset % 6) ? $0.element : 1 }, featureCount: 6,
      targets: data.targets)
    #expect(try fit(nothing, small(objective)).trees.nodes.allSatisfy { $0.isLeaf })
  }

  @Test(arguments: BoostingWorld.objectives)
  func `more features than rows`(objective: BoostingObjective) throws {
    var world = BoostingWorld(seed: 2)
    let data = world.mixed(for: objective, rows: 12, features: 100, missing: 0.2)
    try fit(data, small(objective))
  }

  @Test(arguments: 1...20)
  func `every number of features`(featureCount: Int) throws {
    var world = BoostingWorld(seed: UInt64(featureCount))
    // The last feature alone carries the signal, where kernels have their tails.
    let data = world.matrix(rows: 300, features: featureCount, missing: 0.1) { row, _ in
      (row.last ?? 0) > 0.2 ? 3 : -1
    }
    for fraction in [1, 0.9, 0.3] {
      var configuration = BoostingConfiguration(rounds: 40, maxLeaves: 4, minRowsPerLeaf: 2, featureFraction: fraction)
      configuration.threads = 2
      let trees = try fit(data, configuration)
      let wrong = (0..<300).count { abs(trees.prediction(data.row($0)) - data.targets[$0]) > 1 }
      #expect(wrong == 0 || fraction < 1)
    }
  }

  @Test(arguments: [2, 3, 5, 31, 32, 33, 255, 256, 257, 1_023, 1_025, 4_097, 8_191, 8_193, 16_385])
  func `every number of rows`(rowCount: Int) throws {
    var world = BoostingWorld(seed: UInt64(rowCount))
    for objective in [BoostingObjective.squaredError, .logistic, .quantiles([0.3, 0.6])] {
      let data = world.mixed(for: objective, rows: rowCount, features: 5, missing: 0.1, categories: 9)
      var configuration = small(objective)
      (configuration.threads, configuration.maxLeaves) = (3, 6)
      try fit(data, configuration)
    }
  }

  @Test(arguments: [2, 3, 8, 254, 255])
  func `every number of bins`(maxBins: Int) throws {
    var world = BoostingWorld(seed: UInt64(maxBins))
    let data = world.mixed(rows: 2_000, features: 4, missing: 0.1)
    var configuration = BoostingConfiguration(rounds: 20, maxBins: maxBins)
    for objective in BoostingWorld.objectives {
      configuration.objective = objective
      let trees = try fit(
        TrainingMatrix(
          features: data.features, featureCount: 4,
          targets: data.targets.map { BoostingWorld.target($0, for: objective) }),
        configuration)
      let thresholds = trees.trees.nodes.filter { !$0.isLeaf && $0.feature == 0 }.map(\.value)
      #expect(Set(thresholds).count <= maxBins)
    }
  }

  @Test func `only some rows have the only feature`() throws {
    let features = (0..<100).map { $0 % 10 == 0 ? Float($0) : .nan }
    let data = TrainingMatrix(
      features: features, featureCount: 1, targets: (0..<100).map { Float($0 % 10 == 0 ? $0 : -5) })
    let trees = try fit(data, BoostingConfiguration(rounds: 100, learningRate: 0.5, minRowsPerLeaf: 1, l2: 0))
    for row in 0..<100 { #expect(abs(trees.prediction([features[row]]) - data.targets[row]) < 0.1) }
  }
}
