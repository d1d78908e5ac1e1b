import Learning
import Testing

@Suite("Early stopping")
struct BoostingEarlyStoppingTests {
  private func noisy(
    for objective: BoostingObjective = .squaredError
  ) -> (training: TrainingMatrix, validation: TrainingMatrix) {
    var world = BoostingWorld(seed: 11)
    return (world.mixed(for: objective, rows: 400, noise: 3), world.mixed(for: objective, rows: 400, noise: 3))
  }

  @Test(arguments: BoostingWorld.objectives)
  func `the fit stops when patience ends and keeps the trees of the best round`(objective: BoostingObjective) throws {
    let (training, validation) = noisy(for: objective)
    var configuration = BoostingConfiguration(
      objective: objective, rounds: 400, minRowsPerLeaf: 5, earlyStoppingRounds: 7)
    let trees = try BoostedTrees.fit(training, configuration: configuration, validation: validation)
    let losses = trees.history.compactMap(\.validationLoss)
    let best = try #require(losses.min())
    #expect(trees.history.count == trees.bestRound + 7)
    #expect(trees.roundCount == trees.bestRound && trees.treeCount == trees.bestRound * trees.outputCount)
    #expect(losses[trees.bestRound - 1] == best)
    #expect(trees.history.count < 400)

    // The kept trees are those of a shorter fit, and their loss is the one that was recorded.
    configuration.earlyStoppingRounds = nil
    configuration.rounds = trees.bestRound
    let short = try BoostedTrees.fit(training, configuration: configuration)
    #expect(short.trees == trees.trees)
    let loss = BoostingLossTwin(objective: objective).loss(of: trees, validation)
    #expect(abs(loss - Double(best)) < 1e-4 * max(1, abs(loss)))
  }

  @Test func `without patience every tree is kept and the best round is told`() throws {
    let (training, validation) = noisy()
    let trees = try BoostedTrees.fit(
      training, configuration: .init(rounds: 120, minRowsPerLeaf: 5), validation: validation)
    let losses = trees.history.compactMap(\.validationLoss)
    #expect(trees.treeCount == 120 && losses.count == 120)
    #expect(trees.bestRound < 120)
    #expect(losses[trees.bestRound - 1] == losses.min())
  }

  @Test func `weights of validation rows decide which round is best`() throws {
    let (training, validation) = noisy()
    let weights = (0..<400).map { Float($0 < 40 ? 1 : 0) }
    let configuration = BoostingConfiguration(rounds: 60, minRowsPerLeaf: 5)
    let few = try BoostedTrees.fit(
      training, configuration: configuration, validation: validation.weighted(weights))
    let same = try BoostedTrees.fit(
      training, configuration: configuration, validation: validation.rows(Array(0..<40)))
    for (one, other) in zip(few.history, same.history) {
      #expect(abs(try #require(one.validationLoss) - (try #require(other.validationLoss))) < 1e-5)
    }
    #expect(few.bestRound == same.bestRound)
  }

  @Test func `without validation rows the last round is the best`() throws {
    let trees = try BoostedTrees.fit(noisy().training, configuration: .init(rounds: 9))
    #expect(trees.bestRound == 9)
    #expect(trees.history.allSatisfy { $0.validationLoss == nil })
  }
}
