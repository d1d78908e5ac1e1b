import Learning

/// How a `QuantileModel` is trained; the defaults are those that the measurements of the design settled on.
public struct QuantileModelConfiguration: Sendable, Equatable {
  /// Quantile levels, rising, each between 0 and 1.
  public var levels: [Double]
  /// How the trees of each level are grown; its objective is not read, and in a short history its leaves may hold
  /// fewer rows.
  public var trees: BoostingConfiguration
  /// Rows drawn from a longer history, about.
  public var maxRows: Int

  /// The levels that the autoscaler's rungs are made of.
  public static let scalingLevels = [0.5, 0.8, 0.9, 0.96, 0.99, 0.997]

  /// - Parameters:
  ///   - rounds: Trees per level.
  ///   - maxLeaves: Leaves per tree.
  ///   - learningRate: Shrinkage of each tree.
  ///   - seed: Of the sampling of rows and features.
  ///   - threads: Cores that training uses; the model does not depend on it.
  public init(
    levels: [Double] = scalingLevels, rounds: Int = 60, maxLeaves: Int = 15, learningRate: Double = 0.1,
    maxRows: Int = 25_000, seed: UInt64 = 0, threads: Int = 1
  ) {
    self.levels = levels
    self.maxRows = maxRows
    trees = BoostingConfiguration(
      rounds: rounds, maxLeaves: maxLeaves, learningRate: learningRate, maxBins: 127, minRowsPerLeaf: 40,
      rowFraction: 0.8, featureFraction: 0.7, seed: seed, threads: threads)
  }

  /// How trees are grown on so many rows: in a short history their leaves may hold fewer.
  func boosting(rows: Int) -> BoostingConfiguration {
    var boosting = trees
    boosting.minRowsPerLeaf = min(trees.minRowsPerLeaf, max(1, rows / 20))
    return boosting
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
