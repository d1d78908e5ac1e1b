import Learning
import Testing

@Suite("Monotone features")
struct BoostingMonotoneTests {
  private static let objectives: [BoostingObjective] = [
    .squaredError, .absoluteError, .huber(0.7), .poisson, .logistic, .quantile(0.8), .quantiles([0.1, 0.4, 0.75, 0.9]),
  ]

  /// Waves on a slope, so that a free fit goes up and down along the bound features.
  private func data(_ objective: BoostingObjective, weighted isWeighted: Bool) -> TrainingMatrix {
    var world = BoostingWorld(seed: 1)
    let data = world.matrix(rows: 1_500, features: 4, missing: 0.05) { row, normal in
      let known = row.map { $0.isNaN ? Float(0) : $0 }
      let waves = (known[0] * 2).rounded().truncatingRemainder(dividingBy: 2) + (known[2] > 0 ? 1 : -1) * known[1]
      return known[0] + 1.5 * waves - 0.5 * known[2] + 0.5 * normal
    }
    return TrainingMatrix(
      features: data.features, featureCount: 4, targets: data.targets.map { BoostingWorld.target($0, for: objective) },
      weights: isWeighted ? (0..<1_500).map { Float($0 % 4) } : [])
  }

  /// How often some prediction falls while feature 0 grows or rises while feature 2 does, in thousands of rows.
  private func breaches(_ trees: BoostedTrees) -> Int {
    var random = BoostingWorld(seed: 2).random
    var breaches = 0
    for _ in 0..<400 {
      var row = (0..<4).map { _ in random.uniform() < 0.1 ? Float.nan : Float(random.normal() * 1.5) }
      for (feature, sign) in [(0, Float(1)), (2, -1)] {
        let kept = row[feature]
        var last = [Float](repeating: -.infinity, count: trees.outputCount)
        for number in stride(from: Float(-3.5), through: 3.5, by: 0.5) {
          row[feature] = number + Float(random.uniform()) * 0.4
          let now = trees.predictions(row).map { $0 * sign }
          if zip(last, now).contains(where: { $0 > $1 }) { breaches += 1 }
          last = now
        }
        row[feature] = kept
      }
    }
    return breaches
  }

  @Test(arguments: objectives, TreeGrowth.allCases)
  func `no prediction breaks the order, and the trees still learn`(
    objective: BoostingObjective, growth: TreeGrowth
  ) throws {
    for isWeighted in [false, true] {
      let data = data(objective, weighted: isWeighted)
      var configuration = BoostingConfiguration(
        objective: objective, rounds: 30, growth: growth, maxLeaves: 16, learningRate: 0.2, minRowsPerLeaf: 5,
        evaluatesTraining: true)
      let free = try BoostedTrees.fit(data, configuration: configuration)
      #expect(breaches(free) > 500)
      configuration.monotone = [0: .increasing, 2: .decreasing]
      let bound = try BoostedTrees.fit(data, configuration: configuration)
      #expect(breaches(bound) == 0)
      let losses = bound.history.compactMap(\.trainingLoss)
      #expect(losses[29] < losses[0])
      let loss = BoostingLossTwin(objective: objective).loss(of: bound, data)
      #expect(abs(loss - Double(losses[29])) < 1e-4 * max(1, abs(loss)))
      // Both bound features are used.
      let used = Set(bound.trees.nodes.map(\.feature))
      #expect(used.contains(0) && used.contains(2))
    }
  }

  @Test func `a feature with the wrong direction gives way`() throws {
    var world = BoostingWorld(seed: 3)
    let data = world.matrix(rows: 1_000, features: 2) { row, _ in row[0] }
    let trees = try BoostedTrees.fit(data, configuration: .init(rounds: 10, monotone: [0: .decreasing]))
    #expect(trees.trees.nodes[0].feature != 0)
    let predictions = (-20...20).map { trees.prediction([Float($0) / 10, 0]) }
    #expect(zip(predictions, predictions.dropFirst()).allSatisfy { $0 >= $1 })
  }
}
