import Tensors

extension QLearner {
  /// Acts in an environment and learns from every step.
  ///
  /// - Parameters:
  ///   - environment: The world; an episode is begun first, and again whenever one ends.
  ///   - steps: How many actions to take.
  ///   - episodeLimit: After how many steps an episode is cut short (`nil`: never). That end is not terminal.
  ///   - exploration: The probability of actions by chance, by the number of steps taken in this call.
  ///   - random: Where all chance comes from, the world's and the learner's.
  /// - Returns: The mean reward of a step.
  /// - Precondition: The environment has as many states and actions as the learner; `steps` and `episodeLimit` are positive.
  /// - Complexity: O(steps·A), and the environment's work. Does not allocate.
  @discardableResult
  public mutating func train(
    in environment: inout some Environment, steps: Int, episodeLimit: Int? = nil,
    exploration: ExplorationSchedule, using random: inout RandomSource
  ) -> Double {
    precondition(
      environment.stateCount == states && environment.actionCount == actions,
      """
      QLearner: a learner [\(states), \(actions)] cannot act in an environment \
      [\(environment.stateCount), \(environment.actionCount)]
      """)
    precondition(
      steps > 0 && (episodeLimit ?? 1) > 0, "QLearner: \(steps) steps in episodes of \(episodeLimit ?? steps)")
    var state = environment.reset(using: &random)
    var episodeSteps = 0
    var total = 0.0
    for step in 0..<steps {
      let action = act(in: state, exploration: exploration.probability(at: step), using: &random)
      let transition = environment.step(action, using: &random)
      learn(transition, using: &random)
      total += transition.reward
      episodeSteps += 1
      if transition.isTerminal || episodeSteps == episodeLimit {
        state = environment.reset(using: &random)
        episodeSteps = 0
      } else {
        state = transition.nextState
      }
    }
    return total / Double(steps)
  }
}
