import Learning
import Testing

@Suite("Boosted trees learn what can be learned")
struct BoostingTests {
  @Test func `without a split to make the mean is predicted`() throws {
    let data = TrainingMatrix(features: [0, 0, 0, 0], featureCount: 1, targets: [1, 2, 3, 6])
    let trees = try BoostedTrees.fit(data, configuration: .init(rounds: 3))
    #expect(trees.predict(data) == [3, 3, 3, 3])
  }

  @Test func `a few rows are learned by heart`() throws {
    var world = BoostingWorld(seed: 2)
    let data = world.matrix(rows: 12, features: 2) { _, normal in 100 * normal }
    // The gradients of the pinball loss tell only what lies above, so it takes more trees.
    for (objective, rounds) in [(BoostingObjective.squaredError, 1), (.quantile(0.3), 40)] {
      let exact = BoostingConfiguration(
        objective: objective, rounds: rounds, maxLeaves: 12, learningRate: 1, minRowsPerLeaf: 1, l2: 0)
      let trees = try BoostedTrees.fit(data, configuration: exact)
      for (prediction, target) in zip(trees.predict(data), data.targets) {
        #expect(abs(prediction - target) < 1e-3)
      }
    }
  }

  @Test func `one sample that differs is overfitted`() throws {
    var world = BoostingWorld(seed: 3)
    var data = world.matrix(rows: 300, features: 2) { _, _ in 1 }
    var targets = data.targets
    targets[137] = 50
    data = TrainingMatrix(features: data.features, featureCount: 2, targets: targets)
    let trees = try BoostedTrees.fit(
      data, configuration: .init(rounds: 60, learningRate: 0.3, minRowsPerLeaf: 1))
    let predictions = trees.predict(data)
    #expect(abs(predictions[137] - 50) < 0.5)
    #expect(predictions.indices.filter { $0 != 137 }.allSatisfy { abs(predictions[$0] - 1) < 0.5 })
  }

  @Test func `a step is learned where it is`() throws {
    var world = BoostingWorld(seed: 4)
    let data = world.matrix(rows: 2_000, features: 3) { row, _ in row[1] > 0.3 ? 10 : -2 }
    let one = BoostingConfiguration(rounds: 1, maxLeaves: 2, learningRate: 1, l2: 0)
    let trees = try BoostedTrees.fit(data, configuration: one)
    #expect(trees.trees.nodes.map(\.feature) == [1, -1, -1])
    #expect(abs(trees.trees.nodes[0].value - 0.3) < 0.05)
    let right = data.targets.filter { $0 == 10 }.count
    let wrong = zip(trees.predict(data), data.targets).filter { abs($0 - $1) > 1 }.count
    #expect(right > 500 && wrong < 20)
  }

  @Test func `an exclusive or of two features is learned`() throws {
    var world = BoostingWorld(seed: 5)
    let data = world.matrix(rows: 2_000, features: 4) { row, _ in (row[0] > 0) != (row[2] > 0) ? 1 : 0 }
    let trees = try BoostedTrees.fit(data, configuration: .init(rounds: 60, maxLeaves: 8))
    let wrong = zip(trees.predict(data), data.targets).filter { ($0 > 0.5) != ($1 > 0.5) }.count
    #expect(wrong < 20)
  }

  @Test(arguments: [Float(5), -5])
  func `a feature whose absence is the signal is used`(shift: Float) throws {
    var world = BoostingWorld(seed: 6)
    let data = world.matrix(rows: 1_000, features: 3, missing: 0.3) { row, _ in row[1].isNaN ? shift : 0 }
    let one = BoostingConfiguration(rounds: 1, maxLeaves: 2, learningRate: 1, l2: 0)
    let trees = try BoostedTrees.fit(data, configuration: one)
    for (prediction, target) in zip(trees.predict(data), data.targets) {
      #expect(abs(prediction - target) < 1e-4)
    }
    #expect(abs(trees.predict([.infinity, -.greatestFiniteMagnitude, 0].span)) < 1e-4)
  }

  @Test(arguments: [Float(-4), 4])
  func `missing values are sent to the side that they resemble`(absent: Float) throws {
    var world = BoostingWorld(seed: 7)
    let data = world.matrix(rows: 1_000, features: 1, missing: 0.2) { row, _ in
      row[0].isNaN ? absent : (row[0] > 0 ? 4 : -4)
    }
    let one = BoostingConfiguration(rounds: 1, maxLeaves: 2, learningRate: 1, l2: 0)
    let trees = try BoostedTrees.fit(data, configuration: one)
    #expect(trees.trees.nodes[0].sendsMissingLeft == (absent < 0))
    #expect(abs(trees.predict([Float.nan].span) - absent) < 0.2)
  }

  @Test func `the penalty shrinks a leaf by its rows over rows plus penalty`() throws {
    let data = TrainingMatrix(
      features: [0, 0, 0, 1, 1, 1], featureCount: 1, targets: [-6, -6, -6, 6, 6, 6])
    let one = BoostingConfiguration(rounds: 1, learningRate: 0.5, minRowsPerLeaf: 1, l2: 3)
    let trees = try BoostedTrees.fit(data, configuration: one)
    #expect(trees.predict(data) == [-1.5, -1.5, -1.5, 1.5, 1.5, 1.5])
  }

  @Test func `a leaf of the pinball loss holds the quantile of its targets`() throws {
    // Nine rows on each side: the 0.7-quantile is the seventh.
    let features = [Float](repeating: 0, count: 9) + [Float](repeating: 1, count: 9)
    let targets = (1...9).map(Float.init) + (1...9).map { Float($0) * 10 }
    let data = TrainingMatrix(features: features, featureCount: 1, targets: targets)
    let one = BoostingConfiguration(objective: .quantile(0.7), rounds: 1, learningRate: 1, minRowsPerLeaf: 1)
    let trees = try BoostedTrees.fit(data, configuration: one)
    #expect(trees.trees.nodes.count == 3)
    #expect(trees.predict([Float(0)].span) == 7)
    #expect(trees.predict([Float(1)].span) == 70)
  }

  @Test(arguments: [0.05, 0.25, 0.5, 0.9, 0.95])
  func `about the asked share of new rows falls below a quantile`(level: Double) throws {
    var world = BoostingWorld(seed: 8)
    func draw(_ rows: Int) -> TrainingMatrix {
      world.matrix(rows: rows, features: 4) { row, normal in row[0] + (row[1] > 0 ? 2 : 0.5) * normal }
    }
    let (training, fresh) = (draw(4_000), draw(4_000))
    let configuration = BoostingConfiguration(
      objective: .quantile(level), rounds: 60, maxLeaves: 8, minRowsPerLeaf: 40, rowFraction: 0.8, featureFraction: 0.75
    )
    let trees = try BoostedTrees.fit(training, configuration: configuration)
    for isWide in [false, true] {
      let rows = (0..<fresh.rowCount).filter { (fresh.row($0)[1] > 0) == isWide }
      let below = rows.filter { fresh.targets[$0] <= trees.predict(fresh.row($0).span) }.count
      #expect(abs(Double(below) / Double(rows.count) - level) < 0.04)
    }
  }

  @Test func `the squared loss never rises on the rows that it is fitted to`() throws {
    var world = BoostingWorld(seed: 9)
    let data = world.mixed(rows: 1_000, missing: 0.1)
    var seen: [BoostingProgress] = []
    let trees = try BoostedTrees.fit(data, configuration: .init(rounds: 50, evaluatesTraining: true)) {
      seen.append($0)
      return true
    }
    #expect(seen.map(\.round) == Array(1...50))
    #expect(seen == trees.history)
    let losses = seen.compactMap(\.trainingLoss)
    #expect(zip(losses, losses.dropFirst()).allSatisfy { $0 >= $1 })
    let errors = zip(trees.predict(data), data.targets).map { Double($0 - $1) }
    let loss = (errors.map { $0 * $0 }.reduce(0, +) / 1_000).squareRoot()
    #expect(abs(loss - Double(losses[49])) < 1e-5)
  }

  @Test func `each tree is grown on its share of rows and features`() throws {
    var world = BoostingWorld(seed: 10)
    let data = world.mixed(rows: 1_000, features: 10, noise: 3)
    // Half the rows and no leaf below 300 of them: nothing can be split.
    let half = BoostingConfiguration(rounds: 5, minRowsPerLeaf: 300, rowFraction: 0.5)
    let stumps = try BoostedTrees.fit(data, configuration: half)
    #expect(stumps.trees.nodes.count == 5)
    let some = BoostingConfiguration(rounds: 30, featureFraction: 0.2)
    let trees = try BoostedTrees.fit(data, configuration: some)
    var used: Set<Int32> = []
    for tree in 0..<trees.treeCount {
      let features = Set(trees.nodes(tree).map(\.feature)).subtracting([-1])
      #expect(features.count <= 2)
      used.formUnion(features)
    }
    #expect(used.count > 6)
  }
}
