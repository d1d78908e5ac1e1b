/// How a `QuantileModel` is trained; the defaults are those that the measurements of the design settled on.
public struct QuantileModelConfiguration: Sendable, Equatable {
  /// Quantile levels, rising, each between 0 and 1.
  public var levels: [Double]
  /// Trees per level.
  public var rounds: Int
  /// Leaves per tree.
  public var maxLeaves: Int
  /// Shrinkage of each tree, in 0<...1.
  public var learningRate: Double
  /// Rows drawn from a longer history, about.
  public var maxRows: Int
  /// Of the sampling of rows and features.
  public var seed: UInt64
  /// Cores that training uses; the model does not depend on it.
  public var threads: Int

  /// The levels that the autoscaler's rungs are made of.
  public static let scalingLevels = [0.5, 0.8, 0.9, 0.96, 0.99, 0.997]

  public init(
    levels: [Double] = scalingLevels, rounds: Int = 60, maxLeaves: Int = 15, learningRate: Double = 0.1,
    maxRows: Int = 25_000, seed: UInt64 = 0, threads: Int = 1
  ) {
    self.levels = levels
    self.rounds = rounds
    self.maxLeaves = maxLeaves
    self.learningRate = learningRate
    self.maxRows = maxRows
    self.seed = seed
    self.threads = threads
  }

  /// Returns itself when it makes sense; what concerns the trees alone is left to the learner.
  public func validated() throws(ForecastError) -> Self {
    guard !levels.isEmpty, zip(levels, levels.dropFirst()).allSatisfy({ $0 < $1 }),
      levels.allSatisfy({ $0 > 0 && $0 < 1 })
    else { throw .levels(levels) }
    guard maxRows >= 1 else { throw .learning("\(maxRows) rows to learn from; give at least 1, for example 25000") }
    return self
  }
}
