import Learning
import Tensors
import Testing

@Suite("A fit that was stopped goes on")
struct BoostingResumeTests {
  private func data(_ objective: BoostingObjective, seed: UInt64 = 1) -> TrainingMatrix {
    var world = BoostingWorld(seed: seed)
    return world.mixed(
      for: objective, rows: 700, missing: 0.1, noise: 1, isWeighted: objective != .squaredError, categories: 20)
  }

  private func configuration(_ objective: BoostingObjective, sampled isSampled: Bool) -> BoostingConfiguration {
    BoostingConfiguration(
      objective: objective, rounds: 25, maxLeaves: 8, rowFraction: isSampled ? 0.7 : 1,
      featureFraction: isSampled ? 0.8 : 1, seed: 7, evaluatesTraining: isSampled,
      earlyStoppingRounds: isSampled ? 6 : nil)
  }

  /// A model that has gone to a file and back.
  private func saved(_ trees: BoostedTrees) throws -> BoostedTrees {
    let file = SafetensorsFile(tensors: trees.tensors(prefix: "half."))
    return try BoostedTrees(tensors: SafetensorsFile(decoding: file.encoded(), name: "half").tensors, prefix: "half.")
  }

  @Test(arguments: BoostingWorld.objectives, [false, true])
  func `to the same bits as one that was not`(objective: BoostingObjective, isSampled: Bool) throws {
    let (data, validation) = (data(objective), data(objective, seed: 2))
    var configuration = configuration(objective, sampled: isSampled)
    let judge = isSampled ? validation : nil
    let whole = try BoostedTrees.fit(data, configuration: configuration, validation: judge)
    for stop in [1, 4, 9] {
      let half = try BoostedTrees.fit(data, configuration: configuration, validation: judge) { $0.round < stop }
      #expect(half.roundCount == stop && half.history.count == stop)
      configuration.threads = stop % 3 + 1
      var rounds: [Int] = []
      let resumed = try BoostedTrees.fit(
        data, configuration: configuration, validation: judge, resuming: saved(half)
      ) {
        rounds.append($0.round)
        return true
      }
      #expect(rounds.first == stop + 1 && rounds.last == whole.history.count)
      #expect(boostingBits(resumed) == boostingBits(whole))
    }
  }

  @Test func `twice`() throws {
    let (data, configuration) = (data(.logistic), configuration(.logistic, sampled: false))
    let whole = try BoostedTrees.fit(data, configuration: configuration)
    let first = try BoostedTrees.fit(data, configuration: configuration) { $0.round < 3 }
    let second = try BoostedTrees.fit(data, configuration: configuration, resuming: saved(first)) { $0.round < 11 }
    #expect(second.roundCount == 11)
    let third = try BoostedTrees.fit(data, configuration: configuration, resuming: saved(second))
    #expect(boostingBits(third) == boostingBits(whole))
  }

  @Test(arguments: BoostingWorld.objectives)
  func `a finished fit can be given more rounds`(objective: BoostingObjective) throws {
    let data = data(objective)
    var configuration = configuration(objective, sampled: false)
    configuration.rounds = 10
    let short = try BoostedTrees.fit(data, configuration: configuration)
    let same = try BoostedTrees.fit(data, configuration: configuration, resuming: short)
    #expect(boostingBits(same) == boostingBits(short))
    configuration.rounds = 20
    let long = try BoostedTrees.fit(data, configuration: configuration)
    #expect(
      boostingBits(try BoostedTrees.fit(data, configuration: configuration, resuming: short)) == boostingBits(long))
  }

  @Test func `but not on other data or for another objective`() throws {
    let data = data(.squaredError)
    let configuration = configuration(.squaredError, sampled: false)
    let half = try BoostedTrees.fit(data, configuration: configuration) { $0.round < 5 }
    func refusal(
      _ model: BoostedTrees? = nil, _ other: TrainingMatrix? = nil,
      _ change: (inout BoostingConfiguration) -> Void = { _ in }
    ) -> BoostingError? {
      var configuration = configuration
      change(&configuration)
      do throws(BoostingError) {
        _ = try BoostedTrees.fit(other ?? data, configuration: configuration, resuming: model ?? half)
        return nil
      } catch {
        return error
      }
    }
    #expect(refusal() == nil)
    var world = BoostingWorld(seed: 5)
    let fewer = TrainingMatrix(
      features: (0..<data.rowCount).flatMap { data.row($0).dropLast() }, featureCount: data.featureCount - 1,
      targets: data.targets, categoricalFeatures: [1])
    let moved = TrainingMatrix(
      features: data.features.map { $0 * 1.37 }, featureCount: data.featureCount, targets: data.targets,
      categoricalFeatures: [1])
    let numbers = TrainingMatrix(features: data.features, featureCount: data.featureCount, targets: data.targets)
    let otherTargets = TrainingMatrix(
      features: data.features, featureCount: data.featureCount, targets: data.targets.map { $0 + 1 },
      categoricalFeatures: [1])
    var trimmed = configuration
    (trimmed.earlyStoppingRounds, trimmed.rounds, trimmed.learningRate) = (2, 400, 0.5)
    let stopped = try BoostedTrees.fit(data, configuration: trimmed, validation: world.mixed(rows: 60, noise: 9))
    #expect(stopped.history.count > stopped.roundCount)
    for (name, refused) in [
      ("fewer features", refusal(nil, fewer)), ("other features", refusal(nil, moved)),
      ("no categories", refusal(nil, numbers)), ("other targets", refusal(nil, otherTargets)),
      ("fewer bins", refusal { $0.maxBins = 7 }), ("objective", refusal { $0.objective = .huber(1) }),
      ("other levels", refusal { $0.objective = .quantile(0.4) }), ("dropped trees", refusal(stopped)),
    ] {
      guard case .cannotResume = refused else {
        Issue.record("\(name) gave \(String(describing: refused))")
        continue
      }
      #expect(refused?.description.hasSuffix("that it was started with.") ?? false)
    }
  }
}
