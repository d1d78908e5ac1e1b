/// One step of an episode: in a state, an action was taken, and this came of it.
public struct Transition: Sendable, Equatable, Codable {
  /// The state before, in 0..<S.
  public var state: Int

  /// The action taken, in 0..<A.
  public var action: Int

  /// The reward, in the environment's unit.
  public var reward: Double

  /// The state after, in 0..<S; of no meaning if `isTerminal`.
  public var nextState: Int

  /// Whether the episode ended here for good, so that nothing more is to be earned.
  ///
  /// An episode that was only cut short is not terminal: the next state still has its value.
  public var isTerminal: Bool

  /// Records a step.
  public init(state: Int, action: Int, reward: Double, nextState: Int, isTerminal: Bool = false) {
    self.state = state
    self.action = action
    self.reward = reward
    self.nextState = nextState
    self.isTerminal = isTerminal
  }
}
