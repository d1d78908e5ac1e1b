/// What to learn, with how many trees, how large, and from which share of the data.
///
/// The defaults are those of LightGBM, but for `l2`, where they follow XGBoost.
public struct BoostingConfiguration: Sendable, Equatable {
  /// What to predict.
  public var objective: BoostingObjective

  /// How many rounds to boost at most, 1 to 100,000. A round grows one tree for each output.
  public var rounds: Int

  /// Which leaf is divided next.
  public var growth: TreeGrowth

  /// How many leaves a tree may have, 2 to 65,536.
  public var maxLeaves: Int

  /// How many splits may lie between a root and its leaves, 1 or more; `nil` for no limit but the leaves.
  public var maxDepth: Int?

  /// The share of each tree's answer that is added to the model, above 0, at most 1.
  public var learningRate: Double

  /// How many bins a feature's present values are sorted into, 2 to 255. Read where the bins are made:
  /// a fit on a ready ``BinnedMatrix`` takes that matrix's bins.
  public var maxBins: Int

  /// How many (sampled) rows each leaf must hold, 1 or more.
  public var minRowsPerLeaf: Int

  /// The sum of hessians that each leaf must hold, 0 or more: XGBoost's `min_child_weight`, LightGBM's
  /// `min_sum_hessian_in_leaf`.
  public var minHessianPerLeaf: Double

  /// What a split must be worth, 0 or more: XGBoost's `gamma`, LightGBM's `min_gain_to_split`. Like theirs it is twice what
  /// the loss, summed over rows, falls by.
  public var minGain: Double

  /// The L1 penalty α on leaf values: gradients are moved towards 0 by it. 0 or more.
  public var l1: Double

  /// The L2 penalty λ on leaf values, in units of the hessian, which is 1 a row but for weights and for logistic, softmax and
  /// Poisson losses: a leaf of `n` rows shrinks by `n / (n + λ)`. 0 or more.
  public var l2: Double

  /// Features whose growth may only raise or only lower the prediction; the others are free.
  public var monotone: [Int: Monotonicity]

  /// The share of the rows that each tree is grown on, drawn without replacement, above 0, at most 1.
  public var rowFraction: Double

  /// The share of the features that each tree may split on, above 0, at most 1; at least one is drawn.
  public var featureFraction: Double

  /// Where the random draws of rows and features start.
  public var seed: UInt64

  /// How many threads may work at the same time, 1 to 1,024. The result is the same for all.
  public var threads: Int

  /// Whether to work out the loss on the training rows after each round, which takes a pass over them.
  public var evaluatesTraining: Bool

  /// After how many rounds without a lower validation loss to stop, or `nil` to grow every tree.
  public var earlyStoppingRounds: Int?

  /// Makes a configuration; every setting has a default.
  public init(
    objective: BoostingObjective = .squaredError, rounds: Int = 100, growth: TreeGrowth = .leafWise,
    maxLeaves: Int = 31, maxDepth: Int? = nil, learningRate: Double = 0.1, maxBins: Int = 255, minRowsPerLeaf: Int = 20,
    minHessianPerLeaf: Double = 1e-3, minGain: Double = 0, l1: Double = 0, l2: Double = 1,
    monotone: [Int: Monotonicity] = [:], rowFraction: Double = 1, featureFraction: Double = 1, seed: UInt64 = 0,
    threads: Int = 1, evaluatesTraining: Bool = false, earlyStoppingRounds: Int? = nil
  ) {
    self.objective = objective
    self.rounds = rounds
    self.growth = growth
    self.maxLeaves = maxLeaves
    self.maxDepth = maxDepth
    self.learningRate = learningRate
    self.maxBins = maxBins
    self.minRowsPerLeaf = minRowsPerLeaf
    self.minHessianPerLeaf = minHessianPerLeaf
    self.minGain = minGain
    self.l1 = l1
    self.l2 = l2
    self.monotone = monotone
    self.rowFraction = rowFraction
    self.featureFraction = featureFraction
    self.seed = seed
    self.threads = threads
    self.evaluatesTraining = evaluatesTraining
    self.earlyStoppingRounds = earlyStoppingRounds
  }

  /// The configuration itself, once every setting is known to lie in its range.
  ///
  /// - Throws: `BoostingError.invalidSetting` for the first setting that does not.
  public func validated() throws(BoostingError) -> Self {
    _ = try objective.validated()
    try Self.check("rounds", rounds, in: 1...100_000)
    try Self.check("maxLeaves", maxLeaves, in: 2...65_536)
    try Self.check("learningRate", learningRate)
    try Self.check("maxBins", maxBins, in: BinMapper.allowedBins)
    try Self.check("minRowsPerLeaf", minRowsPerLeaf, in: 1...Int(Int32.max))
    if let maxDepth { try Self.check("maxDepth", maxDepth, in: 1...65_536) }
    try Self.check(amount: "minHessianPerLeaf", minHessianPerLeaf)
    try Self.check(amount: "minGain", minGain)
    try Self.check(amount: "l1", l1)
    try Self.check(amount: "l2", l2)
    try Self.check("rowFraction", rowFraction)
    try Self.check("featureFraction", featureFraction)
    try Self.check("threads", threads, in: 1...1_024)
    if let earlyStoppingRounds {
      try Self.check("earlyStoppingRounds", earlyStoppingRounds, in: 1...100_000)
    }
    return self
  }

  /// The configuration itself, once it is known to suit a matrix as well.
  func validated(for matrix: BinnedMatrix) throws(BoostingError) -> Self {
    for feature in monotone.keys.sorted() {
      guard (0..<matrix.featureCount).contains(feature), !matrix.mapper.isCategorical(feature) else {
        throw .invalidSetting(
          name: "monotone", value: "feature \(feature)",
          expected: "columns from 0 to \(matrix.featureCount - 1) that hold numbers, not categories")
      }
    }
    if case .softmax = objective, !monotone.isEmpty {
      throw .invalidSetting(
        name: "monotone", value: "\(monotone.count) features",
        expected: "empty with the softmax, whose classes' probabilities depend on each other")
    }
    return try validated()
  }

  private static func check(_ name: String, _ value: Int, in range: ClosedRange<Int>) throws(BoostingError) {
    guard range.contains(value) else {
      throw .invalidSetting(
        name: name, value: "\(value)", expected: "from \(range.lowerBound) to \(range.upperBound)")
    }
  }

  private static func check(amount name: String, _ value: Double) throws(BoostingError) {
    guard value >= 0 && value <= 1e9 else {
      throw .invalidSetting(name: name, value: "\(value)", expected: "from 0 to 1e9")
    }
  }

  private static func check(_ name: String, _ share: Double) throws(BoostingError) {
    guard share > 0 && share <= 1 else {
      throw .invalidSetting(name: name, value: "\(share)", expected: "above 0 and at most 1")
    }
  }
}
