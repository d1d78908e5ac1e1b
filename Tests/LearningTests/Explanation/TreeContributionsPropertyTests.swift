import Learning
import Tensors
import Testing

struct TreeContributionsPropertyTests {
  /// Trees of random shape, with numbers, categories, features that come again on a path, and nodes without cover.
  private static func trees(
    _ random: inout RandomSource, features: Int, splits: Int, treeCount: Int, outputs: Int = 1
  ) -> BoostedTrees {
    var ensemble = TreeEnsemble()
    for tree in 0..<treeCount {
      var nodes = [TreeNode.leaf(0)]
      var covers: [Float] = [random.uniform() < 0.1 ? 0 : 100]
      for _ in 0..<random.integer(below: splits + 1) {
        let leaves = nodes.indices.filter { nodes[$0].isLeaf }
        let index = leaves[random.integer(below: leaves.count)]
        let feature = random.integer(below: features)
        let missingLeft = random.integer(below: 2) == 0
        if feature == 0 {
          let set = ensemble.categories.append((0..<4).filter { _ in random.integer(below: 2) == 0 })
          nodes[index] = .split(feature: 0, categorySet: set, sendsMissingLeft: missingLeft, left: nodes.count)
        } else {
          nodes[index] = .split(
            feature: feature, threshold: Float(random.integer(below: 4)), sendsMissingLeft: missingLeft,
            left: nodes.count)
        }
        nodes += [.leaf(0), .leaf(0)]
        let share = Float([0, 0.1, 0.25, 0.5, 0.75, 1][random.integer(below: 6)])
        covers += [covers[index] * share, covers[index] * (1 - share)]
      }
      for index in nodes.indices where nodes[index].isLeaf { nodes[index].value = Float(random.uniform()) - 0.5 }
      ensemble.append(nodes, covers.map { NodeStatistics(gain: 1, cover: $0) }, output: tree % outputs)
    }
    return BoostedTrees(
      featureCount: features, objective: outputs == 1 ? .squaredError : .softmax(outputs),
      baseMargins: (0..<outputs).map { Float($0) + 0.5 }, zeroIsMissing: features > 2 ? [2] : [], trees: ensemble)
  }

  private static func row(_ random: inout RandomSource, _ count: Int) -> [Float] {
    (0..<count).map { _ in random.uniform() < 0.2 ? .nan : Float(random.integer(below: 6)) }
  }

  @Test(arguments: 0..<60) func `contributions are the Shapley values over all sets of features`(seed: UInt64) {
    var random = RandomSource(seed: seed)
    let features = 1 + random.integer(below: 6)
    let trees = Self.trees(
      &random, features: features, splits: 12, treeCount: 1 + random.integer(below: 4),
      outputs: 1 + random.integer(below: 3))
    for _ in 0..<4 {
      let row = Self.row(&random, features)
      let found = trees.contributions(row.span)
      let expected = ShapleyTwin(trees: trees, row: row).contributions.flatMap { $0 }
      #expect(found.count == expected.count)
      for (value, wanted) in zip(found, expected) { #expect(abs(Double(value) - wanted) < 1e-6) }
    }
  }

  @Test(arguments: [40, 200]) func `they add up to the margin on long paths too`(features: Int) {
    var random = RandomSource(seed: UInt64(features))
    // A chain: each split has a leaf and the next split, and each asks for another feature.
    var nodes: [TreeNode] = []
    var covers: [Float] = [1_000_000]
    for feature in 0..<features {
      nodes.append(.split(feature: feature, threshold: 2, sendsMissingLeft: true, left: 2 * feature + 1))
      nodes.append(.leaf(Float(random.uniform()) - 0.5))
      let cover = covers[2 * feature]
      covers += [cover * 0.05, cover * 0.95]
    }
    nodes.append(.leaf(1))
    var ensemble = TreeEnsemble()
    ensemble.append(nodes, covers.map { NodeStatistics(gain: 1, cover: $0) }, output: 0)
    let trees = BoostedTrees(
      featureCount: features, objective: .squaredError, baseMargins: [0.25], trees: ensemble)
    for taken in [features, features / 2, 3] {
      let row = (0..<features).map { Float($0 < taken ? 3 : 1) }
      let contributions = trees.contributions(row.span)
      let sum = contributions.reduce(0.0) { $0 + Double($1) }
      #expect(abs(sum - Double(trees.predict(row.span))) < 1e-5)
      #expect(contributions.allSatisfy { $0.isFinite })
    }
  }

  @Test func `a model without trees contributes nothing to its base margins`() {
    let trees = BoostedTrees(featureCount: 2, objective: .softmax(2), baseMargins: [0.5, -1])
    let row: [Float] = [1, .nan]
    #expect(trees.contributions(row.span) == [0, 0, 0.5, 0, 0, -1])
    #expect(FeatureImportance.allCases.allSatisfy { trees.importance($0) == [0, 0] })
  }
}
