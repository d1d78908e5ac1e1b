import Dispatch
import Features
import Learning
import Synchronization
import Tensors

/// Boosted trees for several quantiles of one target, trained on the features of a load.
///
/// Each level has its own pinball model of log((y + 1) / (v + 1)), y the target's load and v the
/// newest one in replicas' worth; answers are sorted, so quantiles never cross.
public struct QuantileModel: Sendable, Equatable {
  /// What is forecast.
  public let target: ForecastTarget
  /// Quantile levels, rising, each between 0 and 1.
  public let levels: [Double]
  /// One model per level.
  let trees: [BoostedTrees]

  /// Learns from a history, one level after the other on each core.
  ///
  /// - Parameters:
  ///   - progress: Called with the number of levels done, from any thread.
  /// - Throws: `ForecastError.historyTooShort` with fewer than 200 rows whose window has ended.
  public static func fit(
    _ history: LoadHistory, configuration: QuantileModelConfiguration,
    progress: (@Sendable (_ levelsDone: Int) -> Void)? = nil
  ) throws(ForecastError) -> QuantileModel {
    let sample = try TrainingSample(history, configuration)
    return try fit(sample, target: history.target, configuration: configuration, progress: progress)
  }

  static func fit(
    _ sample: TrainingSample, target: ForecastTarget, configuration: QuantileModelConfiguration,
    progress: (@Sendable (_ levelsDone: Int) -> Void)? = nil
  ) throws(ForecastError) -> QuantileModel {
    guard sample.count >= 200 else { throw .historyTooShort(rows: sample.count, needed: 200) }
    let levels = configuration.levels
    let results = Mutex([Result<BoostedTrees, BoostingError>?](repeating: nil, count: levels.count))
    let next = Atomic(0)
    let done = Atomic(0)
    let boosting = BoostingConfiguration(
      rounds: configuration.rounds, maxLeaves: configuration.maxLeaves, learningRate: configuration.learningRate,
      maxBins: 127, minRowsPerLeaf: min(40, sample.count / 20), rowFraction: 0.8, featureFraction: 0.7,
      seed: configuration.seed)
    do {
      let matrix = TrainingMatrix(
        features: sample.features, featureCount: LoadHistory.featureCount, targets: sample.ratios)
      let binned = try BinnedMatrix(matrix, maxBins: 127)
      DispatchQueue.concurrentPerform(iterations: min(max(1, configuration.threads), levels.count)) { _ in
        while true {
          let index = next.add(1, ordering: .relaxed).oldValue
          guard index < levels.count else { return }
          let result = Result { () throws(BoostingError) in
            try BoostedTrees.fit(
              binned, targets: sample.ratios, objective: .quantile(levels[index]), configuration: boosting)
          }
          results.withLock { $0[index] = result }
          progress?(done.add(1, ordering: .relaxed).newValue)
        }
      }
      var trees: [BoostedTrees] = []
      for result in results.withLock({ $0 }) { if let result { trees.append(try result.get()) } }
      return QuantileModel(target: target, levels: levels, trees: trees)
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
    for index in 0..<levels.count {
      let ratio = trees[index].predict(features)
      // Insertion keeps the few answers sorted.
      var slot = index
      while slot > 0, ratios[slot - 1] > ratio {
        ratios[slot] = ratios[slot - 1]
        slot -= 1
      }
      ratios[slot] = ratio
    }
  }
}
