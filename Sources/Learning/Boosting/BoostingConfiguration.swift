/// How many trees to grow, how large, and from which share of the data.
///
/// The defaults are those of LightGBM, but for `l2`, where they follow XGBoost.
public struct BoostingConfiguration: Sendable, Equatable, Codable {
  /// How many trees to grow at most, 1 to 100,000.
  public var rounds: Int

  /// How many leaves a tree may have, 2 to 65,536.
  public var maxLeaves: Int

  /// The share of each tree's answer that is added to the model, above 0, at most 1.
  public var learningRate: Double

  /// How many bins a feature's present values are sorted into, 2 to 255. Read where the bins are made:
  /// a fit on a ready ``BinnedMatrix`` takes that matrix's bins.
  public var maxBins: Int

  /// How many (sampled) rows each leaf must hold, 1 or more.
  public var minRowsPerLeaf: Int

  /// The L2 penalty λ on leaf values, in rows: a leaf of `n` rows shrinks by `n / (n + λ)`. 0 or more.
  public var l2: Double

  /// The share of the rows that each tree is grown on, drawn without replacement, above 0, at most 1.
  public var rowFraction: Double

  /// The share of the features that each tree may split on, above 0, at most 1; at least one is drawn.
  public var featureFraction: Double

  /// Where the random draws of rows and features start.
  public var seed: UInt64

  /// How many threads may build the histograms of large leaves, 1 to 1,024. The result is the same for all.
  public var threads: Int

  /// After how many rounds without a lower validation loss to stop, or `nil` to grow every tree.
  public var earlyStoppingRounds: Int?

  /// Makes a configuration; every setting has a default.
  public init(
    rounds: Int = 100, maxLeaves: Int = 31, learningRate: Double = 0.1, maxBins: Int = 255,
    minRowsPerLeaf: Int = 20, l2: Double = 1, rowFraction: Double = 1, featureFraction: Double = 1,
    seed: UInt64 = 0, threads: Int = 1, earlyStoppingRounds: Int? = nil
  ) {
    self.rounds = rounds
    self.maxLeaves = maxLeaves
    self.learningRate = learningRate
    self.maxBins = maxBins
    self.minRowsPerLeaf = minRowsPerLeaf
    self.l2 = l2
    self.rowFraction = rowFraction
    self.featureFraction = featureFraction
    self.seed = seed
    self.threads = threads
    self.earlyStoppingRounds = earlyStoppingRounds
  }

  /// The configuration itself, once every setting is known to lie in its range.
  ///
  /// - Throws: `BoostingError.invalidSetting` for the first setting that does not.
  public func validated() throws(BoostingError) -> Self {
    try Self.check("rounds", rounds, in: 1...100_000)
    try Self.check("maxLeaves", maxLeaves, in: 2...65_536)
    try Self.check("learningRate", learningRate)
    try Self.check("maxBins", maxBins, in: BinMapper.allowedBins)
    try Self.check("minRowsPerLeaf", minRowsPerLeaf, in: 1...Int(Int32.max))
    guard l2 >= 0 && l2 <= 1e9 else {
      throw .invalidSetting(name: "l2", value: "\(l2)", expected: "from 0 to 1e9")
    }
    try Self.check("rowFraction", rowFraction)
    try Self.check("featureFraction", featureFraction)
    try Self.check("threads", threads, in: 1...1_024)
    if let earlyStoppingRounds {
      try Self.check("earlyStoppingRounds", earlyStoppingRounds, in: 1...100_000)
    }
    return self
  }

  private static func check(_ name: String, _ value: Int, in range: ClosedRange<Int>) throws(BoostingError) {
    guard range.contains(value) else {
      throw .invalidSetting(
        name: name, value: "\(value)", expected: "from \(range.lowerBound) to \(range.upperBound)")
    }
  }

  private static func check(_ name: String, _ share: Double) throws(BoostingError) {
    guard share > 0 && share <= 1 else {
      throw .invalidSetting(name: name, value: "\(share)", expected: "above 0 and at most 1")
    }
  }
}
