import Learning
import Testing

@Suite("Early stopping")
struct BoostingEarlyStoppingTests {
  private func noisy() -> (training: TrainingMatrix, validation: TrainingMatrix) {
    var world = BoostingWorld(seed: 11)
    return (world.mixed(rows: 400, noise: 3), world.mixed(rows: 400, noise: 3))
  }

  @Test(arguments: [BoostingObjective.squaredError, .quantile(0.8)])
  func `the fit stops when patience ends and keeps the trees of the best round`(objective: BoostingObjective) throws {
    let (training, validation) = noisy()
    var configuration = BoostingConfiguration(rounds: 400, minRowsPerLeaf: 5, earlyStoppingRounds: 7)
    let trees = try BoostedTrees.fit(
      training, validation: validation, objective: objective, configuration: configuration)
    let losses = trees.history.compactMap(\.validationLoss)
    let best = try #require(losses.min())
    #expect(trees.history.count == trees.bestRound + 7)
    #expect(trees.treeCount == trees.bestRound)
    #expect(losses[trees.bestRound - 1] == best)
    #expect(trees.history.count < 400)

    // The kept trees are those of a shorter fit, and their loss is the one that was recorded.
    configuration.earlyStoppingRounds = nil
    configuration.rounds = trees.bestRound
    let short = try BoostedTrees.fit(training, objective: objective, configuration: configuration)
    #expect(short.nodes == trees.nodes)
    if objective == .squaredError {
      let errors = zip(trees.predict(validation), validation.targets).map { Double($0 - $1) }
      let loss = (errors.map { $0 * $0 }.reduce(0, +) / 400).squareRoot()
      #expect(abs(loss - Double(best)) < 1e-4)
    }
  }

  @Test func `without patience every tree is kept and the best round is told`() throws {
    let (training, validation) = noisy()
    let trees = try BoostedTrees.fit(
      training, validation: validation, objective: .squaredError, configuration: .init(rounds: 120, minRowsPerLeaf: 5))
    let losses = trees.history.compactMap(\.validationLoss)
    #expect(trees.treeCount == 120 && losses.count == 120)
    #expect(trees.bestRound < 120)
    #expect(losses[trees.bestRound - 1] == losses.min())
  }

  @Test func `without validation rows the last round is the best`() throws {
    let trees = try BoostedTrees.fit(noisy().training, objective: .squaredError, configuration: .init(rounds: 9))
    #expect(trees.bestRound == 9)
    #expect(trees.history.allSatisfy { $0.validationLoss == nil })
  }
}
