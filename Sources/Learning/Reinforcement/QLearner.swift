import Tensors

/// Learns what actions are worth from transitions alone, by Q-learning or double Q-learning in tables.
///
///     single   x = r + γ·maxₐ Q(s′, a)                  Q(s, a) ← Q(s, a) + α·(x - Q(s, a))
///     double   x = r + γ·Q₂(s′, argmaxₐ Q₁(s′, a))      the same for Q₁, or with the tables exchanged: a coin decides
///
/// After a terminal transition x = r. The maximum over noisy estimates is too high on average; in double
/// Q-learning the noise that chose an action is not the noise in its value, so the estimate is not too high (it can be
/// too low). The learner is a value: copy it, compare it, save it; all chance comes from the caller.
///
/// - SeeAlso: Watkins, *Learning from Delayed Rewards*, PhD thesis, Cambridge 1989; Watkins & Dayan, *Q-learning*,
///   Machine Learning 8, 1992, [doi:10.1007/BF00992698](https://doi.org/10.1007/BF00992698); van Hasselt,
///   *Double Q-learning*, NIPS 2010, <https://papers.nips.cc/paper/3964-double-q-learning>, and with Guez & Silver, AAAI 2016,
///   [doi:10.1609/aaai.v30i1.10295](https://doi.org/10.1609/aaai.v30i1.10295).
public struct QLearner: Sendable, Equatable {
  /// How it learns.
  public let configuration: QLearnerConfiguration

  /// One table, or the two of double Q-learning.
  private var tables: [QTable]

  /// Makes a learner that has learned nothing.
  ///
  /// - Parameters:
  ///   - states: S, at least 1.
  ///   - actions: A, at least 1.
  ///   - configuration: How it learns.
  /// - Throws: `ReinforcementError.invalidParameter` for a count or a setting that is out of range.
  public init(
    states: Int, actions: Int, configuration: QLearnerConfiguration = QLearnerConfiguration()
  ) throws(ReinforcementError) {
    guard states > 0 else {
      throw .invalidParameter(name: "states", value: Double(states), allowed: "at least 1")
    }
    guard actions > 0 else {
      throw .invalidParameter(name: "actions", value: Double(actions), allowed: "at least 1")
    }
    self.configuration = try configuration.validated()
    let table = QTable(states: states, actions: actions, initialValue: configuration.initialValue)
    tables = [QTable](repeating: table, count: configuration.estimator.tableCount)
  }

  /// S, the number of states.
  public var states: Int { tables[0].states }

  /// A, the number of actions.
  public var actions: Int { tables[0].actions }

  /// What has been learned: the table, or the mean of the two.
  ///
  /// - Complexity: O(S·A). Allocates the table.
  public var table: QTable {
    var mean = tables[0]
    if tables.count == 1 { return mean }
    for state in 0..<states {
      for action in 0..<actions { mean[state, action] = value(of: action, in: state) }
    }
    return mean
  }

  /// The value of an action in a state, in the reward's unit: of the table, or the mean of the two.
  ///
  /// - Precondition: `0 <= state < states` and `0 <= action < actions`.
  /// - Complexity: O(1). Does not allocate.
  public func value(of action: Int, in state: Int) -> Double {
    let value = tables[0][state, action]
    return tables.count == 1 ? value : 0.5 * value + 0.5 * tables[1][state, action]
  }

  /// The action that is worth most; of several, the first.
  ///
  /// - Precondition: `0 <= state < states`.
  /// - Complexity: O(A). Does not allocate.
  public func greedyAction(in state: Int) -> Int {
    var best = 0
    var bestValue = value(of: 0, in: state)
    for action in 1..<actions {
      let value = value(of: action, in: state)
      if value > bestValue { (best, bestValue) = (action, value) }
    }
    return best
  }

  /// Chooses an action: any at all with the given probability, else the greedy one.
  ///
  /// - Parameters:
  ///   - state: The present state, in 0..<S.
  ///   - exploration: The probability of an action by chance (ε), in 0...1.
  ///   - random: Where chance comes from.
  /// - Returns: The action, in 0..<A.
  /// - Precondition: The arguments are in their ranges.
  /// - Complexity: O(A). Does not allocate.
  public func act(in state: Int, exploration: Double, using random: inout RandomSource) -> Int {
    precondition((0...1).contains(exploration), "QLearner: \(exploration) is not a probability")
    precondition(state >= 0 && state < states, "QLearner: there is no state \(state) among \(states)")
    if random.uniform() < exploration { return random.integer(below: actions) }
    return greedyAction(in: state)
  }

  /// Learns from one transition.
  ///
  /// - Parameters:
  ///   - transition: What happened.
  ///   - random: Where the coin of double Q-learning comes from; single Q-learning draws nothing.
  /// - Precondition: States and action are in their ranges, and the reward is finite.
  /// - Complexity: O(A). Does not allocate.
  public mutating func learn(_ transition: Transition, using random: inout RandomSource) {
    precondition(transition.reward.isFinite, "QLearner: a reward of \(transition.reward) teaches nothing")
    // Chooser and judge are one in single Q-learning. The high bit is the generator's best.
    let chooser = tables.count == 1 ? 0 : Int(random.next() >> 63)
    let judge = tables.count - 1 - chooser
    var target = transition.reward
    if !transition.isTerminal {
      let next = transition.nextState
      target += configuration.discountFactor * tables[judge][next, tables[chooser].greedyAction(in: next)]
    }
    tables[chooser].move(
      transition.state, transition.action, toward: target, learningRate: configuration.learningRate)
  }
}

extension QLearner: Codable {
  private enum CodingKeys: String, CodingKey {
    case configuration
    case tables
  }

  /// Reads a learner.
  ///
  /// - Throws: `ReinforcementError` for a setting out of range, `DecodingError` for tables that do not go together.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    configuration = try container.decode(QLearnerConfiguration.self, forKey: .configuration).validated()
    tables = try container.decode([QTable].self, forKey: .tables)
    guard tables.count == configuration.estimator.tableCount,
      tables.allSatisfy({ $0.states == tables[0].states && $0.actions == tables[0].actions })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .tables, in: container,
        debugDescription: "The \(configuration.estimator) estimator does not have these \(tables.count) tables.")
    }
  }
}
