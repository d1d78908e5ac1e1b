/// How the probability of actions by chance (ε) falls from one value to another as learning goes on.
public struct ExplorationSchedule: Sendable, Equatable, Codable {
  /// The way from the first value to the last.
  public enum Decay: Sendable, Equatable, Codable {
    /// In equal parts over a number of steps, and constant from there on.
    case linear(steps: Int)
    /// What is left of the way is multiplied by a factor in 0..<1 at each step.
    case exponential(factor: Double)
  }

  /// ε at the first step, in 0...1.
  public var start: Double

  /// ε in the end, in 0...`start`.
  public var end: Double

  /// The way from `start` to `end`.
  public var decay: Decay

  /// Sets all of it; see the properties for the ranges.
  public init(start: Double = 1, end: Double = 0.05, decay: Decay) {
    self.start = start
    self.end = end
    self.decay = decay
  }

  /// The same probability at every step.
  public static func constant(_ probability: Double) -> Self {
    Self(start: probability, end: probability, decay: .linear(steps: 1))
  }

  /// Checks the ranges.
  ///
  /// - Returns: The schedule itself.
  /// - Throws: `ReinforcementError.invalidParameter` for the first setting that is out of range.
  public func validated() throws(ReinforcementError) -> Self {
    guard (0...1).contains(start) else {
      throw .invalidParameter(name: "exploration.start", value: start, allowed: "at least 0 and at most 1")
    }
    guard end >= 0, end <= start else {
      throw .invalidParameter(
        name: "exploration.end", value: end, allowed: "at least 0 and at most the start, \(start)")
    }
    switch decay {
    case .linear(let steps):
      guard steps > 0 else {
        throw .invalidParameter(name: "exploration.steps", value: Double(steps), allowed: "at least 1")
      }
    case .exponential(let factor):
      guard factor >= 0, factor < 1 else {
        throw .invalidParameter(name: "exploration.factor", value: factor, allowed: "at least 0 and below 1")
      }
    }
    return self
  }

  /// ε at a step.
  ///
  ///     linear        start + (end - start)·min(step / steps, 1)
  ///     exponential   end + (start - end)·factorˢᵗᵉᵖ
  ///
  /// The power is a product, by repeated squaring, so that it has the same bits on every platform.
  ///
  /// - Parameter step: How many steps were taken before.
  /// - Returns: The probability, in `end`...`start` of a valid schedule.
  /// - Precondition: `step >= 0`.
  /// - Complexity: O(log step). Does not allocate.
  public func probability(at step: Int) -> Double {
    precondition(step >= 0, "ExplorationSchedule: there is no step \(step)")
    switch decay {
    case .linear(let steps):
      return step >= steps ? end : start + (end - start) * (Double(step) / Double(steps))
    case .exponential(let factor):
      var power = 1.0
      var square = factor
      var rest = step
      while rest > 0 {
        if rest & 1 == 1 { power *= square }
        square *= square
        rest >>= 1
      }
      return end + (start - end) * power
    }
  }
}
