/// How a `QLearner` learns.
public struct QLearnerConfiguration: Sendable, Equatable, Codable {
  /// How the value of the next state is estimated.
  public enum Estimator: String, Sendable, Equatable, Codable, CaseIterable {
    /// By the greatest value in one table: simple, but too high where rewards are noisy.
    case single
    /// By two tables, of which one chooses the action and the other says what it is worth.
    case double

    var tableCount: Int { self == .single ? 1 : 2 }
  }

  /// How the value of the next state is estimated.
  public var estimator: Estimator

  /// α: how far a value moves toward what was seen, in 0 (excluded) to 1.
  public var learningRate: Double

  /// γ: what a reward is worth one step later, in 0..<1.
  public var discountFactor: Double

  /// The value of all actions before anything is learned, in the reward's unit.
  public var initialValue: Double

  /// Sets all of it; see the properties for the ranges.
  public init(
    estimator: Estimator = .double, learningRate: Double = 0.1, discountFactor: Double = 0.95, initialValue: Double = 0
  ) {
    self.estimator = estimator
    self.learningRate = learningRate
    self.discountFactor = discountFactor
    self.initialValue = initialValue
  }

  /// Checks the ranges.
  ///
  /// - Returns: The configuration itself.
  /// - Throws: `ReinforcementError.invalidParameter` for the first setting that is out of range.
  public func validated() throws(ReinforcementError) -> Self {
    guard learningRate > 0, learningRate <= 1 else {
      throw .invalidParameter(name: "learningRate", value: learningRate, allowed: "above 0 and at most 1")
    }
    guard discountFactor >= 0, discountFactor < 1 else {
      throw .invalidParameter(name: "discountFactor", value: discountFactor, allowed: "at least 0 and below 1")
    }
    guard initialValue.isFinite else {
      throw .invalidParameter(name: "initialValue", value: initialValue, allowed: "finite")
    }
    return self
  }
}
