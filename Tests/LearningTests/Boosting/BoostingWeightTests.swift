import Learning
import Testing

@Suite("Weights of rows")
struct BoostingWeightTests {
  /// Whole numbers for features, so that repeating rows does not move the cuts, and weights of 1 to 3 or 0.
  private func data(_ objective: BoostingObjective, seed: UInt64, least: Int) -> TrainingMatrix {
    var world = BoostingWorld(seed: seed)
    let data = world.mixed(for: objective, rows: 1_500, features: 4, missing: 0.1)
    return TrainingMatrix(
      features: data.features.map { ($0 * 5).rounded() }, featureCount: 4, targets: data.targets,
      weights: (0..<1_500).map { _ in Float(least + world.random.integer(below: 4 - least)) })
  }

  private func configuration(_ objective: BoostingObjective) -> BoostingConfiguration {
    BoostingConfiguration(
      objective: objective, rounds: 12, maxLeaves: 8, learningRate: 0.3, minRowsPerLeaf: 1, minHessianPerLeaf: 10)
  }

  /// The same rows as often as they weigh, each with a weight of 1.
  private func repeated(_ data: TrainingMatrix) -> TrainingMatrix {
    let rows = (0..<data.rowCount).flatMap { Array(repeating: $0, count: Int(data.weights[$0])) }
    return data.rows(rows).weighted(rows.map { _ in 1 })
  }

  private func expectAlike(_ one: BoostedTrees, _ other: BoostedTrees, on data: TrainingMatrix) {
    let (first, second) = (one.predict(data), other.predict(data))
    let scale = first.map(abs).reduce(0, +) / Float(first.count)
    let far = first.indices.filter { abs(first[$0] - second[$0]) > 1e-3 * max(scale, abs(first[$0])) }
    #expect(far.isEmpty, "\(far.count) for \(one.objective)")
  }

  @Test(arguments: BoostingWorld.objectives)
  func `a weight of k is the row k times`(objective: BoostingObjective) throws {
    let data = data(objective, seed: 1, least: 1)
    let weighted = try BoostedTrees.fit(data, configuration: configuration(objective))
    let copies = try BoostedTrees.fit(repeated(data), configuration: configuration(objective))
    #expect(weighted.nodes(0).map(\.feature) == copies.nodes(0).map(\.feature))
    expectAlike(weighted, copies, on: data)
  }

  @Test(arguments: BoostingWorld.objectives)
  func `a weight of 0 is no row at all`(objective: BoostingObjective) throws {
    let data = data(objective, seed: 2, least: 0)
    let kept = data.rows((0..<data.rowCount).filter { data.weights[$0] > 0 })
    #expect(kept.rowCount < 1_200)
    let weighted = try BoostedTrees.fit(data, configuration: configuration(objective))
    let without = try BoostedTrees.fit(kept, configuration: configuration(objective))
    expectAlike(weighted, without, on: kept)
  }

  @Test(arguments: [BoostingObjective.squaredError, .huber(0.7), .poisson, .logistic, .softmax(3)])
  func `equal weights are no weights`(objective: BoostingObjective) throws {
    // An odd number, or the median lies between two rows without weights and on one of them with weights.
    let data = data(objective, seed: 3, least: 1).rows(Array(0..<1_499))
    let weighted = try BoostedTrees.fit(
      data.weighted(data.targets.map { _ in 1 }), configuration: configuration(objective))
    let plain = try BoostedTrees.fit(data.weighted([]), configuration: configuration(objective))
    expectAlike(weighted, plain, on: data)
  }

  @Test(arguments: [Float(0x1p-30), 0x1p-10, 0x1p20, 0x1p40])
  func `without penalties only the ratios of weights matter`(unit: Float) throws {
    for objective in BoostingWorld.objectives {
      let data = data(objective, seed: 4, least: 1)
      var configuration = configuration(objective)
      (configuration.l2, configuration.minHessianPerLeaf, configuration.minRowsPerLeaf) = (0, 0, 20)
      let plain = try BoostedTrees.fit(data, configuration: configuration)
      let scaled = try BoostedTrees.fit(data.weighted(data.weights.map { $0 * unit }), configuration: configuration)
      #expect(plain.trees.nodes == scaled.trees.nodes)
    }
  }

  @Test func `heavy rows are fitted more closely`() throws {
    let features = (0..<200).map { _ in Float(0) }
    let data = TrainingMatrix(
      features: features, featureCount: 1, targets: (0..<200).map { $0 < 100 ? 0 : 10 },
      weights: (0..<200).map { $0 < 100 ? 1 : 3 })
    #expect(abs(try BoostedTrees.fit(data, configuration: .init(rounds: 1)).prediction([0]) - 7.5) < 1e-5)
    for objective in [BoostingObjective.absoluteError, .quantile(0.3)] {
      #expect(try BoostedTrees.fit(data, configuration: .init(objective: objective, rounds: 1)).prediction([0]) == 10)
    }
  }
}
