import Learning
import Testing

@Suite("Features that are categories")
struct BoostingCategoryTests {
  /// One column of categories, some of them missing, whose effects are in no order, and one of noise.
  private func data(
    rows: Int, categories: Int, seed: UInt64, effect: (Int) -> Float, isCategorical: Bool = true
  ) -> TrainingMatrix {
    var world = BoostingWorld(seed: seed)
    var (features, targets): ([Float], [Float]) = ([], [])
    for _ in 0..<rows {
      let category = world.random.integer(below: categories)
      features += [Float(category), Float(world.random.normal())]
      targets.append(effect(category) + 0.1 * Float(world.random.normal()))
    }
    return TrainingMatrix(
      features: features, featureCount: 2, targets: targets, categoricalFeatures: isCategorical ? [0] : [])
  }

  private func scrambled(_ category: Int) -> Float { Float(category &* 2_654_435_761 >> 4 & 7) - 3.5 }

  @Test(arguments: [3, 4, 5, 12, 40, 200])
  func `scrambled effects are learned, with fewer trees than numbers would need`(categories: Int) throws {
    let rows = 4_000
    let configuration = BoostingConfiguration(
      rounds: 30, maxLeaves: 6, learningRate: 0.3, minRowsPerLeaf: 5, evaluatesTraining: true)
    let sets = data(rows: rows, categories: categories, seed: 1, effect: scrambled)
    let trees = try BoostedTrees.fit(sets, configuration: configuration)
    #expect(trees.trees.categories.count > 0)
    for category in 0..<categories {
      #expect(abs(trees.prediction([Float(category), 0]) - scrambled(category)) < 0.5, "\(category)")
    }
    let numbers = data(rows: rows, categories: categories, seed: 1, effect: scrambled, isCategorical: false)
    let other = try BoostedTrees.fit(numbers, configuration: configuration)
    guard categories >= 40 else { return }
    #expect(try #require(trees.history[7].trainingLoss) < 0.8 * (try #require(other.history[7].trainingLoss)))
  }

  @Test func `few categories are split one against all others`() throws {
    let few = data(rows: 500, categories: 3, seed: 2) { $0 == 1 ? 5 : 0 }
    let trees = try BoostedTrees.fit(few, configuration: .init(rounds: 1, maxLeaves: 2, learningRate: 1, l2: 0))
    #expect(trees.nodes(0).first?.isCategorical == true)
    #expect(trees.trees.categories.categories(of: 0) == [1])
    #expect(abs(trees.prediction([1, 0]) - 5) < 0.1 && abs(trees.prediction([2, 0])) < 0.1)
  }

  @Test func `many categories are split by sets`() throws {
    let odd = data(rows: 4_000, categories: 30, seed: 3) { $0 % 3 == 0 ? 5 : 0 }
    let trees = try BoostedTrees.fit(odd, configuration: .init(rounds: 1, maxLeaves: 2, learningRate: 1, l2: 0))
    let set = trees.trees.categories.categories(of: 0)
    // The odd ones on one side; which side is not said.
    #expect(set == (0..<30).filter { $0 % 3 == 0 } || set == (0..<30).filter { $0 % 3 != 0 })
  }

  @Test func `the numbers of the categories mean nothing`() throws {
    let data = data(rows: 3_000, categories: 25, seed: 4, effect: scrambled)
    var names = (0..<25).map { $0 * 37 + 5 }
    var world = BoostingWorld(seed: 5)
    world.random.shuffle(&names)
    let renamed = TrainingMatrix(
      features: data.features.enumerated().map { $0.offset % 2 == 0 ? Float(names[Int($0.element)]) : $0.element },
      featureCount: 2, targets: data.targets, categoricalFeatures: [0])
    for objective in [BoostingObjective.squaredError, .quantile(0.7)] {
      let configuration = BoostingConfiguration(objective: objective, rounds: 10)
      let one = try BoostedTrees.fit(data, configuration: configuration)
      let other = try BoostedTrees.fit(renamed, configuration: configuration)
      #expect(zip(one.predict(data), other.predict(renamed)).allSatisfy { abs($0 - $1) < 1e-4 })
    }
  }

  @Test func `unseen categories and what is none go where missing ones go`() throws {
    var data = data(rows: 3_000, categories: 30, seed: 6, effect: scrambled)
    var features = data.features
    for row in stride(from: 0, to: 3_000, by: 7) { features[2 * row] = .nan }
    data = TrainingMatrix(features: features, featureCount: 2, targets: data.targets, categoricalFeatures: [0])
    let trees = try BoostedTrees.fit(data, configuration: .init(rounds: 20, evaluatesTraining: true))
    for noise in [-1, 0, 1] as [Float] {
      let missing = trees.prediction([.nan, noise])
      for value in [30, 1_000, 1e7, 1e9, -1, -30, .infinity, -.infinity] as [Float] {
        #expect(trees.prediction([value, noise]) == missing)
      }
      // A category is a number without its fraction.
      #expect(trees.prediction([4.9, noise]) == trees.prediction([4, noise]))
    }
    let loss = BoostingLossTwin(objective: .squaredError).loss(of: trees, data)
    #expect(abs(loss - Double(try #require(trees.history.last?.trainingLoss))) < 1e-4)
  }

  @Test func `missing categories are told from all others`() throws {
    let data = TrainingMatrix(
      features: (0..<600).map { $0 % 3 == 0 ? .nan : Float($0 % 10) }, featureCount: 1,
      targets: (0..<600).map { $0 % 3 == 0 ? 4 : -2 }, categoricalFeatures: [0])
    let trees = try BoostedTrees.fit(data, configuration: .init(rounds: 60, l2: 0))
    #expect(abs(trees.prediction([.nan]) - 4) < 0.1)
    for category in 0..<10 { #expect(abs(trees.prediction([Float(category)]) + 2) < 0.1) }
  }

  @Test func `of more categories than bins the rarest count as missing`() throws {
    // Category c occurs 401 − c times or so: those from 255 on have no bin of their own.
    var features: [Float] = []
    for category in 0..<400 { features += Array(repeating: Float(category), count: 401 - category) }
    let data = TrainingMatrix(
      features: features, featureCount: 1, targets: features.map { scrambled(Int($0)) }, categoricalFeatures: [0])
    let trees = try BoostedTrees.fit(
      data, configuration: .init(rounds: 40, minRowsPerLeaf: 5, evaluatesTraining: true))
    let missing = trees.prediction([.nan])
    for category in 255..<400 { #expect(trees.prediction([Float(category)]) == missing) }
    let errors = (0..<255).map { abs(trees.prediction([Float($0)]) - scrambled($0)) }
    #expect(errors.reduce(0, +) / 255 < 0.3)
    let loss = BoostingLossTwin(objective: .squaredError).loss(of: trees, data)
    #expect(abs(loss - Double(try #require(trees.history.last?.trainingLoss))) < 1e-4)
  }
}
