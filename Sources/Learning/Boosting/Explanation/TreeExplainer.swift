/// Adds up the Shapley values of one output's trees, leaf by leaf.
///
/// A leaf of value v counts for a set S of known features what reaches it of the row: with `zᵢ` the share of the training
/// rows that took the path's branches at feature i's splits, and `oᵢ` whether the row takes all of them,
///
///     g(S) = v · Π oᵢ (i in S) · Π zᵢ (i not in S)
///
/// The Shapley value is an integral over the probability t with which features are known (Owen's multilinear extension),
///
///     φᵢ = v · (oᵢ − zᵢ) · ∫₀¹ Π_{j ≠ i} (t oⱼ + (1 − t) zⱼ) dt
///
/// of a polynomial of degree D − 1, which ⌈D / 2⌉ points of Gauss and Legendre integrate exactly. These are the values of
/// TreeSHAP, but every term is a product of positive numbers, so nothing cancels, however long the path.
///
/// - SeeAlso: Owen, *Multilinear Extensions of Games*, Management Science 18(5), 1972,
///   [doi:10.1287/mnsc.18.5.64](https://doi.org/10.1287/mnsc.18.5.64).
struct TreeExplainer {
  /// What each feature added so far, shape `[F]`.
  private(set) var contributions: [Double]

  /// The margin that is expected when no feature is known.
  private(set) var expectation: Double

  /// One of the different features on the way to a leaf.
  private struct Step {
    let feature: Int
    /// The share zᵢ of the training rows, 0 to 1.
    var share: Double
    /// Whether the row goes this way, oᵢ.
    var isTaken: Bool
  }

  private var path: [Step] = []
  /// Where a feature stands in `path`, −1 where it does not, shape `[F]`.
  private var places: [Int]
  private var parents: [Int] = []
  /// Those that were needed so far, by their number of points.
  private var quadratures: [Int: GaussLegendre] = [:]

  /// - Parameter expectation: The margin before any tree.
  init(featureCount: Int, expectation: Double) {
    contributions = [Double](repeating: 0, count: featureCount)
    places = [Int](repeating: -1, count: featureCount)
    self.expectation = expectation
  }

  /// Adds a tree's part.
  ///
  /// - Parameter row: Shape `[F]`; NaN where missing.
  mutating func add(_ tree: Int, of trees: TreeEnsemble, row: [Float]) {
    let start = trees.starts[tree]
    let nodes = start..<trees.starts[tree + 1]
    parents = [Int](repeating: start, count: nodes.count)
    // Children lie behind their parents.
    for index in nodes where !trees.nodes[index].isLeaf {
      let left = Int(trees.nodes[index].left)
      parents[left] = index
      parents[left + 1] = index
    }
    for index in nodes where trees.nodes[index].isLeaf {
      climb(from: index, to: start, trees, row)
      addLeaf(Double(trees.nodes[index].value))
    }
  }

  /// Gathers the path of a leaf, the splits of one feature as one step.
  private mutating func climb(from leaf: Int, to root: Int, _ trees: TreeEnsemble, _ row: [Float]) {
    for step in path { places[step.feature] = -1 }
    path.removeAll(keepingCapacity: true)
    var index = leaf
    while index != root {
      let parent = parents[index - root]
      let node = trees.nodes[parent]
      let feature = Int(node.feature)
      let left = root + Int(node.left)
      if places[feature] < 0 {
        places[feature] = path.count
        path.append(Step(feature: feature, share: 1, isTaken: true))
      }
      path[places[feature]].share *= Self.share(of: index, beside: index == left ? left + 1 : left, trees.statistics)
      if trees.goesLeft(row[feature], at: node) != (index == left) { path[places[feature]].isTaken = false }
      index = parent
    }
  }

  /// The share of the rows that went to a node rather than to its sibling; halves where none are known to have come.
  private static func share(of node: Int, beside sibling: Int, _ statistics: [NodeStatistics]) -> Double {
    let here = max(0, Double(statistics[node].cover))
    let total = here + max(0, Double(statistics[sibling].cover))
    return total > 0 ? here / total : 0.5
  }

  /// Adds what a leaf of a value contributes at the end of the path.
  private mutating func addLeaf(_ value: Double) {
    expectation += path.reduce(value) { $0 * $1.share }
    // The shares of the steps that the row does not take are factors of every term: (1 − t) zⱼ.
    let scale = path.reduce(value) { $1.isTaken ? $0 : $0 * $1.share }
    guard !path.isEmpty && scale != 0 else { return }
    let count = (path.count + 1) / 2
    let quadrature = quadratures[count] ?? GaussLegendre(points: count)
    quadratures[count] = quadrature
    for (known, weight) in quadrature.points {
      let unknown = 1 - known
      var product = scale * weight
      for step in path { product *= step.isTaken ? known + unknown * step.share : unknown }
      for step in path {
        contributions[step.feature] +=
          step.isTaken ? product / (known + unknown * step.share) * (1 - step.share) : -product / unknown
      }
    }
  }
}
