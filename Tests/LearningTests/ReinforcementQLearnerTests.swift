import Foundation
import Learning
import Tensors
import Testing

@Suite struct ReinforcementQLearnerTests {
  typealias Estimator = QLearnerConfiguration.Estimator

  @Test(arguments: Estimator.allCases) func `the identity is learned perfectly`(estimator: Estimator) throws {
    var world = IdentityWorld(size: 6)
    var random = RandomSource(seed: 1)
    var learner = try QLearner(states: 6, actions: 6, configuration: QLearnerConfiguration(estimator: estimator))
    learner.train(in: &world, steps: 20_000, exploration: .constant(0.3), using: &random)
    #expect((0..<6).map { learner.greedyAction(in: $0) } == Array(0..<6))
    let greedy = learner.train(in: &world, steps: 1000, exploration: .constant(0), using: &random)
    #expect(greedy == 1)
  }

  @Test(arguments: Estimator.allCases)
  func `values and policy of the chain are those of value iteration`(estimator: Estimator) throws {
    let configuration = QLearnerConfiguration(estimator: estimator, learningRate: 0.2, discountFactor: 0.9)
    var world = ChainWorld()
    let optimal = world.optimalValues(discountFactor: 0.9)
    var random = RandomSource(seed: 2)
    var learner = try QLearner(states: 5, actions: 2, configuration: configuration)
    learner.train(in: &world, steps: 100_000, exploration: .constant(0.5), using: &random)
    for state in 0..<5 {
      #expect(learner.greedyAction(in: state) == 1)
      for action in 0..<2 {
        #expect(abs(learner.value(of: action, in: state) - optimal[state][action]) < 1e-6)
      }
    }
  }

  @Test(arguments: Estimator.allCases)
  func `values of the slippery chain are near those of value iteration`(estimator: Estimator) throws {
    let configuration = QLearnerConfiguration(estimator: estimator, learningRate: 0.01, discountFactor: 0.9)
    var world = ChainWorld(slip: 0.2)
    let optimal = world.optimalValues(discountFactor: 0.9)
    var random = RandomSource(seed: 3)
    var learner = try QLearner(states: 5, actions: 2, configuration: configuration)
    learner.train(in: &world, steps: 400_000, exploration: .constant(0.5), using: &random)
    for state in 0..<5 {
      #expect(learner.greedyAction(in: state) == (optimal[state][1] > optimal[state][0] ? 1 : 0))
      for action in 0..<2 {
        #expect(abs(learner.value(of: action, in: state) - optimal[state][action]) < 0.25)
      }
    }
  }

  @Test(arguments: Estimator.allCases)
  func `a learner that counts little on the future takes the small reward`(estimator: Estimator) throws {
    let configuration = QLearnerConfiguration(estimator: estimator, discountFactor: 0.3)
    var world = ChainWorld()
    let optimal = world.optimalValues(discountFactor: 0.3)
    #expect(optimal[0][0] > optimal[0][1])
    var random = RandomSource(seed: 4)
    var learner = try QLearner(states: 5, actions: 2, configuration: configuration)
    learner.train(in: &world, steps: 50_000, exploration: .constant(0.5), using: &random)
    #expect(learner.greedyAction(in: 0) == 0)
    #expect(learner.greedyAction(in: 4) == 1)
  }

  @Test func `two tables overestimate less than one`() throws {
    var bias: [Estimator: Double] = [:]
    for estimator in Estimator.allCases {
      let errors = try (0..<200).map { seed in
        var world = NoisyWorld()
        var random = RandomSource(seed: UInt64(seed))
        var learner = try QLearner(
          states: 2, actions: 10,
          configuration: QLearnerConfiguration(estimator: estimator, learningRate: 0.1, discountFactor: 0.999))
        learner.train(in: &world, steps: 3000, exploration: .constant(1), using: &random)
        return learner.value(of: 1, in: 0) - NoisyWorld.meanReward
      }
      bias[estimator] = errors.reduce(0, +) / 200
    }
    let single = try #require(bias[.single])
    let double = try #require(bias[.double])
    #expect(single > 0.2)
    #expect(abs(double) < 0.1)
  }

  @Test func `a terminal transition takes nothing from the next state`() throws {
    for estimator in Estimator.allCases {
      var learner = try QLearner(
        states: 2, actions: 1,
        configuration: QLearnerConfiguration(
          estimator: estimator, learningRate: 1, discountFactor: 0.5, initialValue: 10))
      var random = RandomSource(seed: 5)
      for _ in 0..<50 {
        learner.learn(Transition(state: 0, action: 0, reward: 1, nextState: 1, isTerminal: true), using: &random)
      }
      #expect(learner.value(of: 0, in: 0) == 1)
      for _ in 0..<50 { learner.learn(Transition(state: 0, action: 0, reward: 1, nextState: 1), using: &random) }
      #expect(learner.value(of: 0, in: 0) == 6)
    }
  }

  @Test func `an episode cut short keeps the next state's value`() throws {
    // In episodes of five steps the last state is reached but once; cut as terminal it would be worth 1, not 10.
    var world = ChainWorld()
    var random = RandomSource(seed: 6)
    var learner = try QLearner(
      states: 5, actions: 2,
      configuration: QLearnerConfiguration(estimator: .single, learningRate: 0.2, discountFactor: 0.9))
    learner.train(in: &world, steps: 200_000, episodeLimit: 5, exploration: .constant(1), using: &random)
    #expect(abs(learner.value(of: 1, in: 4) - 10) < 1e-3)
  }

  @Test func `actions by chance are as frequent as asked for`() throws {
    var learner = try QLearner(states: 1, actions: 4)
    var random = RandomSource(seed: 7)
    for _ in 0..<20 {
      learner.learn(Transition(state: 0, action: 2, reward: 1, nextState: 0, isTerminal: true), using: &random)
    }
    for exploration in [0, 0.2, 1] {
      var counts = [0, 0, 0, 0]
      for _ in 0..<20_000 { counts[learner.act(in: 0, exploration: exploration, using: &random)] += 1 }
      for action in [0, 1, 3] { #expect(abs(Double(counts[action]) - 5000 * exploration) <= 300) }
      #expect(counts.reduce(0, +) == 20_000)
    }
  }

  @Test(arguments: Estimator.allCases) func `the same seed gives the same bits and another seed others`(
    estimator: Estimator
  ) throws {
    func learned(_ seed: UInt64) throws -> QLearner {
      var world = ChainWorld(slip: 0.1)
      var random = RandomSource(seed: seed)
      var learner = try QLearner(states: 5, actions: 2, configuration: QLearnerConfiguration(estimator: estimator))
      let schedule = ExplorationSchedule(decay: .exponential(factor: 0.999))
      learner.train(in: &world, steps: 5000, exploration: schedule, using: &random)
      return learner
    }
    #expect(try learned(8) == learned(8))
    #expect(try learned(8) != learned(9))
  }

  @Test(arguments: Estimator.allCases) func `saved and loaded, a learner goes on as if nothing had happened`(
    estimator: Estimator
  ) throws {
    var world = ChainWorld(slip: 0.1)
    var random = RandomSource(seed: 10)
    var learner = try QLearner(states: 5, actions: 2, configuration: QLearnerConfiguration(estimator: estimator))
    learner.train(in: &world, steps: 1000, exploration: .constant(0.3), using: &random)
    var loaded = try JSONDecoder().decode(QLearner.self, from: JSONEncoder().encode(learner))
    #expect(loaded == learner)
    var (otherWorld, otherRandom) = (world, random)
    learner.train(in: &world, steps: 1000, exploration: .constant(0.3), using: &random)
    loaded.train(in: &otherWorld, steps: 1000, exploration: .constant(0.3), using: &otherRandom)
    #expect(loaded == learner)
    #expect(otherRandom == random)
  }

  @Test func `a saved learner that makes no sense is refused`() throws {
    let learner = try QLearner(states: 2, actions: 2)
    let json = String(decoding: try JSONEncoder().encode(learner), as: UTF8.self)
    for (part, replacement) in [
      (#""learningRate":0.1"#, #""learningRate":2"#), (#""estimator":"double""#, #""estimator":"single""#),
      (#""states":2"#, #""states":3"#), (#""values":[0,0,0,0]"#, #""values":[0,0,0]"#),
      (#""states":2"#, #""states":-2"#), (#""states":2"#, #""states":9223372036854775807"#),
    ] {
      let damaged = json.replacingOccurrences(of: part, with: replacement)
      #expect(damaged != json)
      #expect(throws: (any Error).self) { try JSONDecoder().decode(QLearner.self, from: Data(damaged.utf8)) }
    }
  }

  @Test func `the table is what the values say`() throws {
    for estimator in Estimator.allCases {
      var world = IdentityWorld(size: 3)
      var random = RandomSource(seed: 11)
      var learner = try QLearner(states: 3, actions: 3, configuration: QLearnerConfiguration(estimator: estimator))
      learner.train(in: &world, steps: 500, exploration: .constant(1), using: &random)
      let table = learner.table
      for state in 0..<3 {
        #expect(table.greedyAction(in: state) == learner.greedyAction(in: state))
        for action in 0..<3 { #expect(table[state, action] == learner.value(of: action, in: state)) }
      }
    }
  }

  @Test(arguments: [
    (QLearnerConfiguration(learningRate: 0), "learningRate"),
    (QLearnerConfiguration(learningRate: 1.1), "learningRate"),
    (QLearnerConfiguration(learningRate: .nan), "learningRate"),
    (QLearnerConfiguration(discountFactor: 1), "discountFactor"),
    (QLearnerConfiguration(discountFactor: -0.1), "discountFactor"),
    (QLearnerConfiguration(initialValue: .infinity), "initialValue"),
  ])
  func `a setting out of range is refused with a sentence`(configuration: QLearnerConfiguration, name: String) {
    let error = #expect(throws: ReinforcementError.self) {
      try QLearner(states: 1, actions: 1, configuration: configuration)
    }
    #expect(error?.description.contains("'\(name)'") == true)
    #expect(error?.description.hasSuffix(".") == true)
  }

  @Test func `a learner needs a state and an action`() {
    #expect(throws: ReinforcementError.self) { try QLearner(states: 0, actions: 1) }
    #expect(throws: ReinforcementError.self) { try QLearner(states: 1, actions: 0) }
  }
}
