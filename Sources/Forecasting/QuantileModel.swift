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
  private let predictor: TreePredictor

  /// One output per level; they never cross.
  package var trees: BoostedTrees { predictor.trees }

  init(target: ForecastTarget, levels: [Double], trees: BoostedTrees) {
    self.target = target
    self.levels = levels
    predictor = TreePredictor(trees)
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
  /// - Complexity: O(levels · trees · features / 16). Does not allocate.
  public func predict(_ features: Span<Float>, into ratios: inout [Float]) {
    precondition(ratios.count == levels.count, "\(ratios.count) results for \(levels.count) levels")
    var span = ratios.mutableSpan
    predictor.predict(features, into: &span)
  }
}
