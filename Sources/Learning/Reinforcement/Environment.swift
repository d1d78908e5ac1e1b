import Tensors

/// A world that a learner acts in: finitely many states, finitely many actions, a reward after each.
///
/// States are 0..<S and actions 0..<A. What is random in the world is drawn from the caller's source, so an
/// episode is a function of its seed.
public protocol Environment {
  /// S, the number of states.
  var stateCount: Int { get }

  /// A, the number of actions; all are allowed in every state.
  var actionCount: Int { get }

  /// Begins an episode.
  ///
  /// - Parameter random: Where the world's chance comes from.
  /// - Returns: The first state.
  mutating func reset(using random: inout RandomSource) -> Int

  /// Acts in the present state.
  ///
  /// - Parameters:
  ///   - action: The action, in 0..<A.
  ///   - random: Where the world's chance comes from.
  /// - Returns: What happened. After a terminal transition the next call must be `reset(using:)`.
  mutating func step(_ action: Int, using random: inout RandomSource) -> Transition
}
