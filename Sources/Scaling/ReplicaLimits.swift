/// The fewest and most replicas that may be asked for.
public struct ReplicaLimits: Sendable, Hashable, Codable {
  public let minimum: Int
  public let maximum: Int

  /// - Precondition: `0 <= minimum <= maximum` and `1 <= maximum`.
  public init(minimum: Int = 1, maximum: Int = 200) {
    precondition(minimum >= 0 && maximum >= max(1, minimum), "limits of \(minimum)...\(maximum) replicas")
    self.minimum = minimum
    self.maximum = maximum
  }

  public func clamp(_ replicas: Int) -> Int { min(max(replicas, minimum), maximum) }

  /// The replicas that serve `load`, in replicas' worth, at most `maximum`; NaN needs the minimum.
  func replicas(serving load: Float) -> Int {
    load.isNaN ? minimum : clamp(Self.ceiling(Double(load)))
  }

  /// The smallest whole number of replicas not below `value`, from 0 up; NaN gives 0.
  ///
  /// A millionth more than a whole number still is that number: loads and utilizations arrive as
  /// Floats, and ten replicas at 56 % of CPU against a target of 70 % are eight, not nine.
  static func ceiling(_ value: Double) -> Int {
    guard value < 1e9 else { return value.isNaN ? 0 : 1_000_000_000 }
    return max(0, Int(exactly: (value - 1e-6 * max(1, value)).rounded(.up)) ?? 0)
  }
}
