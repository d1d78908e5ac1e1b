/// Boosted trees made ready to predict fast: what ``BoostedTrees`` predict, many times sooner.
///
/// Preparing turns the trees into tables of bits, about 2 to 3 KB for a tree of 31 leaves; see <doc:Boosting>. A row then
/// costs one look-up and one vector `AND` for each feature and 16 trees, without a branch that depends on the data, so that
/// the slowest rows take hardly longer than the others:
///
///     leaves left = AND over the features f of rows[bin of xf]      ŷ = link(base margin + Σₜ value of the lowest leaf left)
///
/// Trees of more than 256 leaves, and splits by very many sets of very many categories, have no tables; such models are
/// walked tree by tree as ``BoostedTrees`` do it.
///
/// The leaves are summed up in another order than in the plain walk, but in Double, where the 24 bits of each leaf leave 29
/// to spare: the sum, rounded once to Float, could differ only where leaves lie more than about 2²⁰ apart in magnitude
/// and the sum halfway between two floats.
///
/// A predictor is immutable and may be shared by threads.
///
/// - SeeAlso: Lucchese et al., *QuickScorer: A Fast Algorithm to Rank Documents with Additive Ensembles of Regression
///   Trees*, SIGIR 2015, [doi:10.1145/2766462.2767733](https://doi.org/10.1145/2766462.2767733).
public struct TreePredictor: Sendable {
  /// The model.
  public let trees: BoostedTrees

  /// Whether there are tables; otherwise predictions are as slow as those of ``BoostedTrees``.
  public let hasTables: Bool

  /// The tables, empty where there are none. Not an optional: to unwrap one takes a reference, and threads that predict row
  /// by row with the same predictor would wait for each other to count it.
  private let kernel: PredictionKernel

  /// Prepares a model.
  ///
  /// - Complexity: O(nodes · 16) and a little more for features with very many thresholds; some ten milliseconds for 500 trees
  ///   of 31 leaves.
  public init(_ trees: BoostedTrees) {
    self.trees = trees
    let tables = PredictionTableBuilder.tables(of: trees)
    hasTables = tables != nil
    kernel = PredictionKernel(tables ?? PredictionTables(lanesPerTree: 1))
  }

  /// F, the number of features that a row must have.
  public var featureCount: Int { trees.featureCount }

  /// K, the number of values that a prediction has.
  public var outputCount: Int { trees.outputCount }

  /// The memory that the tables take besides the model, in bytes.
  public var tableBytes: Int { hasTables ? kernel.byteCount : 0 }

  /// Predicts the target of one row, for models with one output.
  ///
  /// - Parameter features: Shape `[F]`, as in training; NaN where missing.
  /// - Returns: The mean, quantile, rate or probability that was fitted.
  /// - Precondition: `features.count == featureCount`, and the model has one output.
  /// - Complexity: O(trees · features / 16). Does not allocate.
  public func predict(_ features: Span<Float>) -> Float {
    checkRow(features)
    precondition(
      outputCount == 1, "TreePredictor: one prediction was asked of \(outputCount) outputs; give room for all")
    guard hasTables else { return trees.predict(features) }
    return trees.link.apply(kernel.margin(features, base: trees.baseMargins[0]))
  }

  /// Predicts all outputs of one row.
  ///
  /// - Parameters:
  ///   - features: Shape `[F]`, as in training; NaN where missing.
  ///   - predictions: Receives the outputs, shape `[K]`: classes' probabilities, rising quantiles, or one value.
  /// - Precondition: The shapes agree with the model's.
  /// - Complexity: O(trees · features / 16 + K). Does not allocate.
  public func predict(_ features: Span<Float>, into predictions: inout MutableSpan<Float>) {
    checkRow(features)
    precondition(
      predictions.count == outputCount, "TreePredictor: room for \(predictions.count) of \(outputCount) outputs")
    guard hasTables else { return trees.predict(features, into: &predictions) }
    for output in 0..<outputCount { predictions[output] = trees.baseMargins[output] }
    kernel.addMargins(features, to: &predictions)
    trees.link.apply(&predictions, 0..<outputCount)
  }

  /// Predicts rows that lie one behind the other.
  ///
  /// Each prediction has the same bits as that of its row alone, whatever the number of threads.
  ///
  /// - Parameters:
  ///   - rows: Shape `[N, F]`, row-major; NaN where missing.
  ///   - predictions: Receives the predictions, shape `[N, K]`, row-major.
  ///   - threads: How many threads may share the rows, 1 or more; without tables one does all.
  /// - Precondition: The shapes agree with each other and with the model's.
  /// - Complexity: O(N · trees · features / 16). Does not allocate with one thread.
  public func predict(rows: Span<Float>, into predictions: inout MutableSpan<Float>, threads: Int = 1) {
    let rowCount = predictions.count / outputCount
    precondition(
      rows.count == rowCount * featureCount && predictions.count == rowCount * outputCount,
      "TreePredictor: \(rows.count) values are not \(rowCount) rows of \(featureCount) features")
    precondition(threads >= 1, "TreePredictor: \(threads) threads, but there must be 1 or more")
    guard hasTables else { return trees.predict(rows: rows, into: &predictions) }
    kernel.predict(rows, count: rowCount, trees, into: &predictions, threads: threads)
  }

  private func checkRow(_ features: Span<Float>) {
    precondition(
      features.count == featureCount,
      "TreePredictor: a row has \(features.count) features, but the trees were grown on \(featureCount)")
  }
}
