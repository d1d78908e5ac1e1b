/// The value of each action in each state: what is expected to be earned from there on, later rewards discounted.
///
/// Values are finite, always. Saved and loaded as JSON, they keep every bit.
public struct QTable: Sendable, Equatable {
  /// S, the number of states.
  public let states: Int

  /// A, the number of actions.
  public let actions: Int

  private var values: [Double]

  /// Makes a table in which all actions have the same value.
  ///
  /// - Parameters:
  ///   - states: S, at least 1.
  ///   - actions: A, at least 1.
  ///   - initialValue: The value of each action; one above all that can be earned makes a greedy learner try everything.
  /// - Precondition: Both counts are positive, and the value is finite.
  public init(states: Int, actions: Int, initialValue: Double = 0) {
    precondition(
      states > 0 && actions > 0 && initialValue.isFinite,
      "QTable: [\(states), \(actions)] values of \(initialValue) make no table")
    self.states = states
    self.actions = actions
    self.values = [Double](repeating: initialValue, count: states * actions)
  }

  /// The value of an action in a state.
  ///
  /// - Precondition: `0 <= state < states`, `0 <= action < actions`, and a new value is finite.
  /// - Complexity: O(1). Does not allocate.
  public subscript(_ state: Int, _ action: Int) -> Double {
    get {
      values[offset(state, action)]
    }
    set {
      precondition(newValue.isFinite, "QTable: [\(state), \(action)] cannot have the value \(newValue)")
      values[offset(state, action)] = newValue
    }
  }

  /// The action with the greatest value; of several, the first.
  ///
  /// - Precondition: `0 <= state < states`.
  /// - Complexity: O(A). Does not allocate.
  public func greedyAction(in state: Int) -> Int {
    let start = offset(state, 0)
    var best = 0
    for action in 1..<actions where values[start + action] > values[start + best] {
      best = action
    }
    return best
  }

  /// The greatest value of an action in a state.
  ///
  /// - Precondition: `0 <= state < states`.
  /// - Complexity: O(A). Does not allocate.
  public func greatestValue(in state: Int) -> Double {
    self[state, greedyAction(in: state)]
  }

  /// Moves a value part of the way toward a target.
  ///
  ///     Q ← Q + α·(x - Q)
  ///
  /// - Parameters:
  ///   - state: The state, in 0..<S.
  ///   - action: The action, in 0..<A.
  ///   - target: x, in the reward's unit.
  ///   - learningRate: α, in 0...1; with 1, the value becomes the target, exactly.
  /// - Precondition: The arguments are in their ranges, and `target` is finite.
  /// - Complexity: O(1). Does not allocate.
  public mutating func move(_ state: Int, _ action: Int, toward target: Double, learningRate: Double) {
    precondition((0...1).contains(learningRate), "QTable: \(learningRate) is not a learning rate in 0...1")
    let value = self[state, action]
    self[state, action] = learningRate == 1 ? target : value + learningRate * (target - value)
  }

  private func offset(_ state: Int, _ action: Int) -> Int {
    precondition(
      state >= 0 && state < states && action >= 0 && action < actions,
      "QTable: there is no value [\(state), \(action)] in a table [\(states), \(actions)]")
    return state * actions + action
  }
}

extension QTable: Codable {
  private enum CodingKeys: String, CodingKey {
    case states
    case actions
    case values
  }

  /// Reads a table.
  ///
  /// - Throws: `DecodingError.dataCorrupted` if the counts and the values do not agree or a value is not finite.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    states = try container.decode(Int.self, forKey: .states)
    actions = try container.decode(Int.self, forKey: .actions)
    values = try container.decode([Double].self, forKey: .values)
    let (count, overflow) = states.multipliedReportingOverflow(by: actions)
    guard states > 0, actions > 0, !overflow, values.count == count, values.allSatisfy(\.isFinite) else {
      throw DecodingError.dataCorruptedError(
        forKey: .values, in: container,
        debugDescription: "A table of \(states) states and \(actions) actions cannot have these \(values.count) values."
      )
    }
  }
}
