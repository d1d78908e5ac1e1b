extension BoostedTrees {
  /// Predicts the target of one row, for models with one output.
  ///
  /// This is the plain walk, tree by tree; where speed counts, prepare a ``TreePredictor``.
  ///
  /// - Parameter features: Shape `[F]`, as in training; NaN where missing.
  /// - Returns: The mean, quantile, rate or probability that was fitted.
  /// - Precondition: `features.count == featureCount`, and the model has one output.
  /// - Complexity: O(trees · depth). Does not allocate.
  public func predict(_ features: Span<Float>) -> Float {
    precondition(
      outputCount == 1, "BoostedTrees: one prediction was asked of \(outputCount) outputs; give room for all")
    return link.apply(margin(features, output: 0))
  }

  /// Predicts all outputs of one row.
  ///
  /// - Parameters:
  ///   - features: Shape `[F]`, as in training; NaN where missing.
  ///   - predictions: Receives the outputs, shape `[K]`: classes' probabilities, rising quantiles, or one value.
  /// - Precondition: The shapes agree with the model's.
  /// - Complexity: O(trees · (depth + K)). Does not allocate.
  public func predict(_ features: Span<Float>, into predictions: inout MutableSpan<Float>) {
    margins(features, into: &predictions)
    link.apply(&predictions, 0..<outputCount)
  }

  /// The sums of the trees for one row, before the link.
  ///
  /// - Parameters:
  ///   - features: Shape `[F]`; NaN where missing.
  ///   - margins: Receives the margins, shape `[K]`.
  /// - Precondition: The shapes agree with the model's.
  /// - Complexity: O(trees · (depth + K)). Does not allocate.
  public func margins(_ features: Span<Float>, into margins: inout MutableSpan<Float>) {
    precondition(margins.count == outputCount, "BoostedTrees: room for \(margins.count) of \(outputCount) outputs")
    for output in 0..<outputCount { margins[output] = margin(features, output: output) }
  }

  /// Predicts every row of a matrix; its targets are not read.
  ///
  /// - Parameter matrix: Features `[N, F]`; NaN where missing.
  /// - Returns: Shape `[N, K]`, row-major.
  /// - Precondition: `matrix.featureCount == featureCount`, and the features fill their shape.
  /// - Complexity: O(N · trees · depth).
  public func predict(_ matrix: TrainingMatrix) -> [Float] {
    precondition(
      matrix.featureCount == featureCount && matrix.features.count == matrix.rowCount * featureCount,
      "BoostedTrees: \(matrix.features.count) values in \(matrix.rowCount) rows of \(matrix.featureCount) features, "
        + "but the trees were grown on \(featureCount)")
    var predictions = [Float](repeating: 0, count: matrix.rowCount * outputCount)
    var span = predictions.mutableSpan
    predict(rows: matrix.features.span, into: &span)
    return predictions
  }

  /// Predicts rows that lie one behind the other.
  ///
  /// - Parameters:
  ///   - rows: Shape `[N, F]`, row-major; NaN where missing.
  ///   - predictions: Receives the predictions, shape `[N, K]`, row-major.
  /// - Precondition: The shapes agree with each other and with the model's.
  /// - Complexity: O(N · trees · depth). Does not allocate.
  public func predict(rows: Span<Float>, into predictions: inout MutableSpan<Float>) {
    let rowCount = predictions.count / outputCount
    precondition(
      rows.count == rowCount * featureCount && predictions.count == rowCount * outputCount,
      "BoostedTrees: \(rows.count) values are not \(rowCount) rows of \(featureCount) features")
    for row in 0..<rowCount {
      let features = rows.extracting(row * featureCount..<(row + 1) * featureCount)
      let outputs = row * outputCount..<(row + 1) * outputCount
      for output in 0..<outputCount { predictions[outputs.lowerBound + output] = margin(features, output: output) }
      link.apply(&predictions, outputs)
    }
  }

  /// One output's margin. Sums in Double, where the few bits of the leaves add up without rounding almost always, so
  /// that every order of adding gives the same `Float`.
  private func margin(_ features: Span<Float>, output: Int) -> Float {
    precondition(
      features.count == featureCount,
      "BoostedTrees: a row has \(features.count) features, but the trees were grown on \(featureCount)")
    var sum = Double(baseMargins[output])
    for tree in 0..<trees.treeCount where trees.outputs[tree] == output {
      sum += Double(trees.nodes[leaf(of: tree, features)].value)
    }
    return Float(sum)
  }

  /// The leaf that a row reaches, as an index into the nodes of all trees.
  package func leaf(of tree: Int, _ features: Span<Float>) -> Int {
    guard !zeroIsMissing.isEmpty else { return trees.leaf(of: tree) { features[$0] } }
    return trees.leaf(of: tree) { feature in
      features[feature].magnitude <= Self.largestZero && zeroIsMissing.contains(feature) ? .nan : features[feature]
    }
  }

  /// What LightGBM takes for zero.
  package static let largestZero: Float = 1e-35
}
