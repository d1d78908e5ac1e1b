import Learning
import Tensors

/// The reward is 1 if the action equals the state, else 0; the next state is any, and nothing ever ends.
struct IdentityWorld: Environment {
  let size: Int
  private var state = 0

  init(size: Int) {
    self.size = size
  }

  var stateCount: Int { size }
  var actionCount: Int { size }

  mutating func reset(using random: inout RandomSource) -> Int {
    state = random.integer(below: size)
    return state
  }

  mutating func step(_ action: Int, using random: inout RandomSource) -> Transition {
    let next = random.integer(below: size)
    defer { state = next }
    return Transition(state: state, action: action, reward: action == state ? 1 : 0, nextState: next)
  }
}

/// Five states in a row. Action 1 goes forward for nothing and earns 1 only at the last state, where it stays;
/// action 0 earns 0.2 at once and leads back to the start. With a probability the other action happens instead.
struct ChainWorld: Environment {
  static let length = 5
  static let temptation = 0.2

  let slip: Double
  private var state = 0

  init(slip: Double = 0) {
    self.slip = slip
  }

  var stateCount: Int { Self.length }
  var actionCount: Int { 2 }

  mutating func reset(using random: inout RandomSource) -> Int {
    state = 0
    return 0
  }

  mutating func step(_ action: Int, using random: inout RandomSource) -> Transition {
    let done = random.uniform() < slip ? 1 - action : action
    let (next, reward) = Self.outcome(of: done, in: state)
    defer { state = next }
    return Transition(state: state, action: action, reward: reward, nextState: next)
  }

  static func outcome(of action: Int, in state: Int) -> (next: Int, reward: Double) {
    if action == 0 { return (0, temptation) }
    return state == length - 1 ? (state, 1) : (state + 1, 0)
  }

  /// The true values, by value iteration.
  func optimalValues(discountFactor: Double) -> [[Double]] {
    var values = [[Double]](repeating: [0, 0], count: Self.length)
    for _ in 0..<2000 {
      let old = values
      for state in 0..<Self.length {
        for action in 0..<2 {
          values[state][action] = [(action, 1 - slip), (1 - action, slip)].reduce(0) { sum, outcome in
            let (next, reward) = Self.outcome(of: outcome.0, in: state)
            return sum + outcome.1 * (reward + discountFactor * max(old[next][0], old[next][1]))
          }
        }
      }
    }
    return values
  }
}

/// Sutton & Barto's example 6.7. From state 0, action 0 ends the episode for nothing, all others lead to state 1 for
/// nothing; there, every action ends it with a normal reward of mean -0.1 and variance 1. So going there is worth -0.1,
/// but among ten noisy values there is always one that looks better.
struct NoisyWorld: Environment {
  static let meanReward = -0.1

  private var state = 0

  var stateCount: Int { 2 }
  var actionCount: Int { 10 }

  mutating func reset(using random: inout RandomSource) -> Int {
    state = 0
    return 0
  }

  mutating func step(_ action: Int, using random: inout RandomSource) -> Transition {
    if state == 1 {
      let reward = Self.meanReward + random.normal()
      return Transition(state: 1, action: action, reward: reward, nextState: 0, isTerminal: true)
    }
    if action == 0 { return Transition(state: 0, action: 0, reward: 0, nextState: 0, isTerminal: true) }
    state = 1
    return Transition(state: 0, action: action, reward: 0, nextState: 1)
  }
}
