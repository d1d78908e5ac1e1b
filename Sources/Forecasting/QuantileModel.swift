import Features
import Learning

/// Boosted trees for several quantiles of one target, trained on the features of a load.
///
/// They predict log((y + 1) / (v + 1)), y the target's load and v the newest one in replicas' worth.
public struct QuantileModel: Sendable, Equatable {
  /// What is forecast.
  public let target: ForecastTarget
  /// Quantile levels, rising, each between 0 and 1.
  public let levels: [Double]
  private let predictor: Predictor

  /// What forecasts: trees in little memory where they are small enough for that, as those of the default settings are.
  private enum Predictor: Sendable {
    case compact(CompactTrees)
    case tables(TreePredictor)
  }

  /// With what training saw of them, which files and explanations show; nil in a `compacted` model.
  private let grown: BoostedTrees?

  /// One output per level; they never cross.
  package var trees: BoostedTrees {
    if let grown { return grown }
    switch predictor {
    case .compact(let compact): return compact.expanded(.quantiles(levels))
    case .tables(let tables): return tables.trees
    }
  }

  /// - Parameter trees: Their leaves are rounded to 16 bits, where that saves memory.
  init(target: ForecastTarget, levels: [Double], trees: BoostedTrees) {
    self.target = target
    self.levels = levels
    if let compact = CompactTrees(trees) {
      predictor = .compact(compact)
      grown = trees.roundingLeaves()
    } else {
      predictor = .tables(TreePredictor(trees))
      grown = trees
    }
  }

  private init(target: ForecastTarget, levels: [Double], compact: CompactTrees) {
    self.target = target
    self.levels = levels
    predictor = .compact(compact)
    grown = nil
  }

  /// The same forecasts, without what only files and explanations show: 40 KB instead of 300, with the default settings.
  public var compacted: QuantileModel {
    guard case .compact(let compact) = predictor else { return self }
    return QuantileModel(target: target, levels: levels, compact: compact)
  }

  /// The memory that the trees take which forecast, in bytes.
  public var byteCount: Int {
    switch predictor {
    case .compact(let compact): compact.byteCount
    case .tables(let tables): tables.tableBytes
    }
  }

  public static func == (a: QuantileModel, b: QuantileModel) -> Bool {
    a.target == b.target && a.levels == b.levels && a.trees == b.trees
  }

  /// Learns from a history.
  ///
  /// - Parameter progress: Called after each round, of which `configuration.trees` says how many there are.
  /// - Throws: `ForecastError.historyTooShort` with fewer than 200 rows whose window has ended.
  public static func fit(
    _ history: LoadHistory, configuration: QuantileModelConfiguration,
    progress: ((_ roundsDone: Int) -> Void)? = nil
  ) throws(ForecastError) -> QuantileModel {
    let sample = try TrainingSample(history, configuration)
    let matrix = try bins(sample, configuration)
    return try fit(sample, matrix, target: history.target, configuration: configuration, progress: progress)
  }

  /// The sample's features, binned once for every fit on them.
  ///
  /// - Throws: `ForecastError.historyTooShort` with fewer than 200 rows.
  static func bins(
    _ sample: TrainingSample, _ configuration: QuantileModelConfiguration
  ) throws(ForecastError) -> BinnedMatrix {
    guard sample.count >= 200 else { throw .historyTooShort(rows: sample.count, needed: 200) }
    let matrix = TrainingMatrix(
      features: sample.features, featureCount: LoadHistory.featureCount, targets: sample.ratios)
    do {
      return try BinnedMatrix(
        matrix, maxBins: configuration.trees.maxBins, threads: configuration.trees.threads)
    } catch {
      throw .learning("the forecaster cannot be trained: \(error)")
    }
  }

  static func fit(
    _ sample: TrainingSample, _ matrix: BinnedMatrix, target: ForecastTarget,
    configuration: QuantileModelConfiguration, progress: ((_ roundsDone: Int) -> Void)? = nil
  ) throws(ForecastError) -> QuantileModel {
    var boosting = configuration.boosting(rows: sample.count)
    boosting.objective = .quantiles(configuration.levels)
    do {
      let trees = try BoostedTrees.fit(matrix, targets: sample.ratios, configuration: boosting) {
        progress?($0.round)
        return true
      }
      return QuantileModel(target: target, levels: configuration.levels, trees: trees)
    } catch {
      throw .learning("the forecaster cannot be trained: \(error)")
    }
  }

  /// Forecasts log-ratios, rising with the level.
  ///
  /// - Parameters:
  ///   - features: `[F]`, as `LoadHistory.extract` writes them.
  ///   - ratios: `[levels.count]`, overwritten.
  /// - Complexity: O(levels · trees · depth). Does not allocate.
  public func predict(_ features: Span<Float>, into ratios: inout [Float]) {
    precondition(ratios.count == levels.count, "\(ratios.count) results for \(levels.count) levels")
    var span = ratios.mutableSpan
    switch predictor {
    case .compact(let compact):
      compact.margins(features, into: &span)
      // Levels that were learned each for itself may cross where rows are few.
      MarginLink.sorted.apply(&span, 0..<levels.count)
    case .tables(let tables): tables.predict(features, into: &span)
    }
  }
}

extension QuantileModel {
  /// A compacted model, as a pipeline's state keeps it.
  public struct Saved: Codable {
    var target: ForecastTarget
    var levels: [Double]
    var trees: CompactTrees
  }

  /// Nil for trees that are not small enough to be compact.
  public var saved: Saved? {
    guard case .compact(let compact) = predictor else { return nil }
    return Saved(target: target, levels: levels, trees: compact)
  }

  /// - Throws: `ForecastError.levels` when the levels make no sense, `.file` for trees of other features or levels.
  public init(_ saved: Saved) throws(ForecastError) {
    _ = try QuantileModelConfiguration(levels: saved.levels).validated()
    guard saved.trees.outputCount == saved.levels.count, saved.trees.featureCount == LoadHistory.featureCount else {
      throw .file("the trees are not of \(LoadHistory.featureCount) features and \(saved.levels.count) levels")
    }
    self.init(target: saved.target, levels: saved.levels, compact: saved.trees)
  }
}
