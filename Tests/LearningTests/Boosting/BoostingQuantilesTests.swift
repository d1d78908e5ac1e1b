import Learning
import Testing

@Suite("Several quantiles at once")
struct BoostingQuantilesTests {
  private static let levels = [0.05, 0.25, 0.5, 0.75, 0.95]

  /// Noise that grows with a feature and leans to one side with another.
  private func draw(_ rows: Int, _ world: inout BoostingWorld) -> TrainingMatrix {
    world.matrix(rows: rows, features: 5, missing: 0.05) { row, normal in
      let known = row.map { $0.isNaN ? Float(0) : $0 }
      let noise = known[3] > 0 ? normal : normal * normal - 1
      return known[0] + (known[1] > 0 ? 2 : 0.5) * noise
    }
  }

  private func configuration(_ objective: BoostingObjective) -> BoostingConfiguration {
    BoostingConfiguration(objective: objective, rounds: 60, maxLeaves: 8, minRowsPerLeaf: 40)
  }

  private static let odd: [Float] = [
    .nan, 0, -0.0, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1e30, -1e30,
    .leastNonzeroMagnitude,
  ]

  @Test(
    arguments: [[0.05, 0.25, 0.5, 0.75, 0.95], [0.9, 0.95, 0.99], [0.01, 0.02], [0.1, 0.4, 0.6, 0.9]], [false, true])
  func `levels never cross, on whatever row`(levels: [Double], isWeighted: Bool) throws {
    var world = BoostingWorld(seed: 1)
    for isCoarse in [false, true] {
      var data = world.mixed(for: .quantiles(levels), rows: 800, missing: 0.1, noise: 3, isWeighted: isWeighted)
      if isCoarse {
        // Most levels are equal.
        data = TrainingMatrix(
          features: data.features, featureCount: data.featureCount,
          targets: data.targets.map { max(0, ($0 / 4).rounded()) }, weights: data.weights)
      }
      let trees = try BoostedTrees.fit(
        data,
        configuration: .init(
          objective: .quantiles(levels), rounds: 80, maxLeaves: 16, learningRate: 0.3, minRowsPerLeaf: 2))
      var crossed = 0
      for draw in 0..<4_000 {
        let row = (0..<data.featureCount).map { _ -> Float in
          draw % 2 == 0 || world.random.integer(below: 3) == 0
            ? Float(world.random.normal() * (draw % 3 == 0 ? 100 : 1))
            : Self.odd[world.random.integer(below: Self.odd.count)]
        }
        let predictions = trees.predictions(row)
        let isRising = zip(predictions, predictions.dropFirst()).allSatisfy { $0 <= $1 }
        crossed += isRising && predictions.allSatisfy { $0.isFinite } ? 0 : 1
      }
      #expect(crossed == 0)
    }
  }

  @Test func `about the asked share of new rows falls below each level`() throws {
    var world = BoostingWorld(seed: 2)
    let (training, fresh) = (draw(8_000, &world), draw(8_000, &world))
    let trees = try BoostedTrees.fit(training, configuration: configuration(.quantiles(Self.levels)))
    let predictions = trees.predict(fresh)
    for isWide in [false, true] {
      let rows = (0..<fresh.rowCount).filter { (fresh.row($0)[1] > 0) == isWide }
      for (index, level) in Self.levels.enumerated() {
        let below = rows.count { fresh.targets[$0] <= predictions[$0 * 5 + index] }
        let share = Double(below) / Double(rows.count)
        #expect(abs(share - level) < 0.03, "\(level) \(isWide): \(share)")
      }
    }
  }

  @Test func `each level is a fit of its own, and sorting them only lowers the loss`() throws {
    var world = BoostingWorld(seed: 3)
    let (training, fresh) = (draw(2_000, &world), draw(4_000, &world))
    let levels = (1...19).map { Double($0) / 20 }
    let together = try BoostedTrees.fit(training, configuration: configuration(.quantiles(levels)))
    let sorted = together.predict(fresh)
    var (alone, rearranged) = (0.0, 0.0)
    for (index, level) in levels.enumerated() {
      let single = try BoostedTrees.fit(training, configuration: configuration(.quantile(level)))
      #expect(together.quantile(at: index).trees == single.trees)
      let predictions = single.predict(fresh)
      for row in 0..<fresh.rowCount {
        let target = fresh.targets[row]
        alone += BoostingLossTwin.pinball(Double(target - predictions[row]), level)
        rearranged += BoostingLossTwin.pinball(Double(target - sorted[row * levels.count + index]), level)
      }
    }
    #expect(rearranged < alone)
  }

  @Test func `one level is a single quantile`() throws {
    var world = BoostingWorld(seed: 4)
    let data = draw(2_000, &world)
    let one = try BoostedTrees.fit(data, configuration: configuration(.quantiles([0.8])))
    let single = try BoostedTrees.fit(data, configuration: configuration(.quantile(0.8)))
    #expect(one.trees.nodes == single.trees.nodes && one.baseMargins == single.baseMargins)
  }

  @Test func `weights move the levels`() throws {
    // Ten rows each of 0 … 9; the upper five weigh four times as much.
    let rows = 0..<1_000
    let data = TrainingMatrix(
      features: rows.map { _ in 0 }, featureCount: 1, targets: rows.map { Float($0 % 10) },
      weights: rows.map { $0 % 10 < 5 ? 1 : 4 })
    let trees = try BoostedTrees.fit(
      data, configuration: .init(objective: .quantiles([0.1, 0.5, 0.9]), rounds: 30, learningRate: 0.5))
    // 5 · 1 + 5 · 4 = 25 parts: 2.5, 12.5 and 22.5 of them lie within 2, 6 and 9.
    let predictions = trees.predictions([0])
    #expect(zip(predictions, [2, 6, 9]).allSatisfy { abs($0 - $1) < 0.01 }, "\(predictions)")
  }
}
