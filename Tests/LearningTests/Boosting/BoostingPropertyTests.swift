import Dispatch
import Learning
import Synchronization
import Tensors
import Testing

@Suite("Properties of boosted trees over seeds")
struct BoostingPropertyTests {
  private let sampling = BoostingConfiguration(
    rounds: 12, maxLeaves: 10, rowFraction: 0.8, featureFraction: 0.7, seed: 42)

  @Test func `fits that run at the same time on shared bins give what each gives alone`() throws {
    var world = BoostingWorld(seed: 14)
    let data = world.mixed(rows: 2_000, missing: 0.05)
    let matrix = try BinnedMatrix(data, maxBins: 127)
    let levels = [0.05, 0.25, 0.5, 0.75, 0.9, 0.95]
    var configuration = sampling
    configuration.maxBins = 127
    func settings(_ level: Double) -> BoostingConfiguration {
      var settings = configuration
      settings.objective = .quantile(level)
      return settings
    }
    let all = levels.map(settings)
    let together = Mutex<[Int: BoostedTrees]>([:])
    DispatchQueue.concurrentPerform(iterations: levels.count) { index in
      let trees = try? BoostedTrees.fit(matrix, targets: data.targets, configuration: all[index])
      together.withLock { $0[index] = trees }
    }
    for index in levels.indices {
      let alone = try BoostedTrees.fit(data, configuration: all[index])
      let shared = try #require(together.withLock { $0[index] })
      #expect(boostingBits(shared) == boostingBits(alone))
    }
  }

  @Test(arguments: 0..<8)
  func `permuting the feature columns permutes the splits`(seed: UInt64) throws {
    var world = BoostingWorld(seed: seed)
    let data = world.mixed(rows: 500, missing: 0.1)
    var order = Array(0..<data.featureCount)
    world.random.shuffle(&order)
    let permuted = TrainingMatrix(
      features: (0..<data.rowCount).flatMap { row in order.map { data.row(row)[$0] } },
      featureCount: data.featureCount, targets: data.targets)
    let configuration = BoostingConfiguration(rounds: 10, maxLeaves: 8)
    let trees = try BoostedTrees.fit(data, configuration: configuration)
    let other = try BoostedTrees.fit(permuted, configuration: configuration)
    let translated = other.trees.nodes.map { node in
      var node = node
      if !node.isLeaf { node.feature = Int32(order[Int(node.feature)]) }
      return node
    }
    #expect(translated == trees.trees.nodes)
    #expect(other.predict(permuted) == trees.predict(data))
  }

  @Test(arguments: [Float(0x1p-20), 4, 0x1p40])
  func `targets of another unit give predictions of that unit`(unit: Float) throws {
    var world = BoostingWorld(seed: 15)
    let data = world.mixed(rows: 500)
    let scaled = TrainingMatrix(
      features: data.features, featureCount: data.featureCount, targets: data.targets.map { $0 * unit })
    for objective in [BoostingObjective.squaredError, .quantile(0.7)] {
      var configuration = sampling
      configuration.objective = objective
      let trees = try BoostedTrees.fit(data, configuration: configuration)
      let other = try BoostedTrees.fit(scaled, configuration: configuration)
      #expect(other.predict(scaled) == trees.predict(data).map { $0 * unit })
    }
  }

  @Test func `a feature's scale does not matter, only its order`() throws {
    var world = BoostingWorld(seed: 16)
    let data = world.mixed(rows: 800, missing: 0.1)
    let bent = TrainingMatrix(
      features: data.features.map { $0 * $0 * $0 * 1_000 }, featureCount: data.featureCount, targets: data.targets)
    let trees = try BoostedTrees.fit(data, configuration: sampling)
    let other = try BoostedTrees.fit(bent, configuration: sampling)
    #expect(other.predict(bent) == trees.predict(data))
  }

  @Test func `a row alone is predicted as it is in a matrix`() throws {
    var world = BoostingWorld(seed: 17)
    let data = world.mixed(rows: 300, missing: 0.2)
    let trees = try BoostedTrees.fit(data, configuration: sampling)
    let predictions = trees.predict(data)
    #expect(predictions == (0..<300).map { trees.predict(data.row($0).span) })
    #expect(Set(predictions).count > 50)
  }
}
