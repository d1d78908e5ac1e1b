extension BoostedTrees {
  /// Predicts the target of one row.
  ///
  /// - Parameter features: Shape `[F]`, as in training; NaN where missing.
  /// - Returns: The mean or the quantile that was fitted, in the target's unit.
  /// - Precondition: `features.count == featureCount`.
  /// - Complexity: O(trees · depth). Does not allocate.
  public func predict(_ features: Span<Float>) -> Float {
    precondition(
      features.count == featureCount,
      "BoostedTrees: a row has \(features.count) features, but the trees were grown on \(featureCount)")
    return baseScore + sum(features)
  }

  /// Predicts the target of every row of a matrix; its targets are not read.
  ///
  /// - Parameter matrix: Features `[N, F]`; NaN where missing.
  /// - Returns: Shape `[N]`, in the target's unit.
  /// - Precondition: `matrix.featureCount == featureCount`, and the features fill their shape.
  /// - Complexity: O(N · trees · depth).
  public func predict(_ matrix: TrainingMatrix) -> [Float] {
    precondition(
      matrix.featureCount == featureCount && matrix.features.count == matrix.rowCount * featureCount,
      "BoostedTrees: \(matrix.features.count) values in \(matrix.rowCount) rows of \(matrix.featureCount) features, "
        + "but the trees were grown on \(featureCount)")
    var predictions = [Float](repeating: 0, count: matrix.rowCount)
    var span = predictions.mutableSpan
    predict(rows: matrix.features.span, into: &span)
    return predictions
  }

  /// Predicts the targets of rows that lie one behind the other.
  ///
  /// - Parameters:
  ///   - rows: Shape `[N, F]`, row-major; NaN where missing.
  ///   - predictions: Receives the predictions, shape `[N]`, in the target's unit.
  /// - Precondition: `rows.count == predictions.count * featureCount`.
  /// - Complexity: O(N · trees · depth). Does not allocate.
  public func predict(rows: Span<Float>, into predictions: inout MutableSpan<Float>) {
    precondition(
      rows.count == predictions.count * featureCount,
      "BoostedTrees: \(rows.count) values are not \(predictions.count) rows of \(featureCount) features")
    for row in 0..<predictions.count {
      let first = row * featureCount
      predictions[row] = baseScore + sum(rows.extracting(first..<first + featureCount))
    }
  }

  /// What all trees add for one row.
  private func sum(_ features: Span<Float>) -> Float {
    let nodes = nodes.span
    let starts = starts.span
    var sum: Float = 0
    for tree in 0..<starts.count - 1 {
      sum += Self.leafValue(nodes, root: starts[tree], features)
    }
    return sum
  }

  /// Walks one tree from its root to a leaf.
  private static func leafValue(_ nodes: Span<TreeNode>, root: Int, _ features: Span<Float>) -> Float {
    var node = nodes[root]
    while !node.isLeaf {
      let value = features[Int(node.feature)]
      let goesLeft = value <= node.value || (value.isNaN && node.sendsMissingLeft)
      node = nodes[root + Int(node.left) + (goesLeft ? 0 : 1)]
    }
    return node.value
  }

  /// Takes the newest tree's answers from the residuals of rows.
  ///
  /// - Parameters:
  ///   - rows: Shape `[N, F]`, row-major.
  ///   - residuals: Shape `[N]`.
  func subtractLastTree(_ rows: Span<Float>, from residuals: inout [Float]) {
    let nodes = nodes.span
    let root = starts[treeCount - 1]
    for row in residuals.indices {
      let first = row * featureCount
      residuals[row] -= Self.leafValue(nodes, root: root, rows.extracting(first..<first + featureCount))
    }
  }
}
