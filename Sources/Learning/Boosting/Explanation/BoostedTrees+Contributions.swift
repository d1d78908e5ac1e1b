extension BoostedTrees {
  /// How much each feature moved the margins of one row: its Shapley values.
  ///
  /// The game is that of TreeSHAP, "path-dependent": where a feature is not known, a row goes both ways at its splits, in
  /// the shares in which the training rows did. A row's contributions add up to its margin,
  ///
  ///     margin = expected margin + Σ contribution of feature f
  ///
  /// but for the rounding to `Float`. Contributions are of margins, before the link: log-odds for classes, logarithms for
  /// rates, and for several quantiles those of each level before they are put in order (``MarginLink/sorted``).
  ///
  /// - Parameter features: Shape `[F]`; NaN where missing.
  /// - Returns: Shape `[K, F + 1]`, row-major: for each output the contributions, and behind them the expected margin.
  /// - Precondition: `features.count == featureCount`.
  /// - Complexity: O(leaves · (depth + D²)) with D the number of different features on a path. Allocates.
  /// - SeeAlso: Lundberg et al., *From Local Explanations to Global Understanding with Explainable AI for Trees*, Nature
  ///   Machine Intelligence 2, 2020, [doi:10.1038/s42256-019-0138-9](https://doi.org/10.1038/s42256-019-0138-9).
  public func contributions(_ features: Span<Float>) -> [Float] {
    precondition(
      features.count == featureCount,
      "BoostedTrees: a row has \(features.count) features, but the trees were grown on \(featureCount)")
    var row: [Float] = []
    for index in 0..<features.count { row.append(features[index]) }
    for feature in zeroIsMissing where row[feature].magnitude <= Self.largestZero { row[feature] = .nan }

    let width = featureCount + 1
    var explainers = baseMargins.map { TreeExplainer(featureCount: featureCount, expectation: Double($0)) }
    for tree in 0..<trees.treeCount { explainers[trees.outputs[tree]].add(tree, of: trees, row: row) }
    var result: [Float] = []
    result.reserveCapacity(outputCount * width)
    for explainer in explainers {
      result += explainer.contributions.map { Float($0) }
      result.append(Float(explainer.expectation))
    }
    return result
  }
}
