import Learning
import Testing

@Suite("Equal fits give equal bits")
struct BoostingDeterminismTests {
  private func configuration(_ objective: BoostingObjective, sampled isSampled: Bool) -> BoostingConfiguration {
    BoostingConfiguration(
      objective: objective, rounds: 3, maxLeaves: 10, rowFraction: isSampled ? 0.8 : 1,
      featureFraction: isSampled ? 0.6 : 1, seed: 42, evaluatesTraining: true)
  }

  @Test(arguments: BoostingWorld.objectives, [false, true])
  func `at any number of threads`(objective: BoostingObjective, isSampled: Bool) throws {
    var world = BoostingWorld(seed: 1)
    // Several shards, and a number of rows that no block divides.
    let data = world.mixed(
      for: objective, rows: 40_003, features: 11, missing: 0.05, isWeighted: isSampled, categories: isSampled ? 60 : 0)
    let validation = world.mixed(for: objective, rows: 5_001, features: 11, missing: 0.05)
    var configuration = configuration(objective, sampled: isSampled)
    let one = try BoostedTrees.fit(data, configuration: configuration, validation: validation)
    for threads in [1, 2, 3, 5] {
      configuration.threads = threads
      let other = try BoostedTrees.fit(data, configuration: configuration, validation: validation)
      #expect(boostingBits(other) == boostingBits(one), "\(threads) threads")
    }
    configuration.seed = 43
    let different = try BoostedTrees.fit(data, configuration: configuration, validation: validation)
    #expect((boostingBits(different) == boostingBits(one)) == !isSampled)
  }

  @Test(arguments: BoostingWorld.objectives)
  func `in any order of the rows`(objective: BoostingObjective) throws {
    for seed in 0..<3 as Range<UInt64> {
      var world = BoostingWorld(seed: 100 + seed)
      let data = world.mixed(for: objective, rows: 5_000, missing: 0.1, categories: seed == 2 ? 20 : 0)
      // Eighths, so that sums of the targets do not depend on the order either.
      let straight = TrainingMatrix(
        features: data.features, featureCount: data.featureCount, targets: data.targets.map { ($0 * 8).rounded() / 8 },
        categoricalFeatures: data.categoricalFeatures)
      var order = Array(0..<data.rowCount)
      world.random.shuffle(&order)
      let configuration = BoostingConfiguration(objective: objective, rounds: 6, maxLeaves: 8)
      let one = try BoostedTrees.fit(straight, configuration: configuration)
      let other = try BoostedTrees.fit(straight.rows(order), configuration: configuration)
      #expect(one.trees.nodes == other.trees.nodes)
      #expect(one.predict(straight) == other.predict(straight))
    }
  }

  @Test(arguments: TreeGrowth.allCases, [1, 3])
  func `whether the root is counted or made of the last tree's leaves`(growth: TreeGrowth, threads: Int) throws {
    var world = BoostingWorld(seed: 2)
    for (rows, categories, rounds) in [(20_001, 0, 12), (300, 30, 150), (5, 0, 40)] {
      let data = world.mixed(for: .squaredError, rows: rows, features: 7, missing: 0.1, categories: categories)
      let matrix = try BinnedMatrix(data)
      var configuration = configuration(.squaredError, sampled: false)
      (configuration.growth, configuration.threads, configuration.minRowsPerLeaf) = (growth, threads, 2)
      let models = try [false, true].map { sharesRoot in
        var run = BoostingRun(
          matrix, targets: data.targets, weights: [], validation: nil, configuration: configuration,
          sharesRoot: sharesRoot)
        for _ in 0..<rounds { _ = try run.advance() }
        return run.model
      }
      #expect(boostingBits(models[0]) == boostingBits(models[1]))
    }
  }

  @Test(arguments: [BoostingObjective.squaredError, .logistic], [1, 3])
  func `whether there is room for every leaf's histogram or not`(objective: BoostingObjective, threads: Int) throws {
    var world = BoostingWorld(seed: 3)
    let data = world.mixed(for: objective, rows: 20_001, features: 5, missing: 0.1)
    let matrix = try BinnedMatrix(data)
    var configuration = configuration(objective, sampled: false)
    (configuration.maxLeaves, configuration.threads) = (40, threads)
    // A histogram takes 16 KB: there is room for two, for five and for all.
    let models = try [1, 5 << 14, 1 << 29].map { bytes in
      var run = BoostingRun(
        matrix, targets: data.targets, weights: [], validation: nil, configuration: configuration, histogramBytes: bytes
      )
      for _ in 0..<5 { _ = try run.advance() }
      return run.model
    }
    #expect(models[0].nodes(0).count { $0.isLeaf } == 40)
    #expect(boostingBits(models[0]) == boostingBits(models[2]))
    #expect(boostingBits(models[1]) == boostingBits(models[2]))
  }
}
