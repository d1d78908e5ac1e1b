import Learning
import Testing

@Suite("How far trees grow")
struct BoostingGrowthTests {
  private func data(_ objective: BoostingObjective = .squaredError, rows: Int = 1_000) -> TrainingMatrix {
    var world = BoostingWorld(seed: 1)
    return world.mixed(for: objective, rows: rows, missing: 0.1, noise: 1)
  }

  /// The depth of each leaf of a tree.
  private func depths(_ trees: BoostedTrees, tree: Int) -> [Int] {
    let nodes = Array(trees.nodes(tree))
    var depths = [Int](repeating: 0, count: nodes.count)
    for (index, node) in nodes.enumerated() where !node.isLeaf {
      depths[Int(node.left)] = depths[index] + 1
      depths[Int(node.left) + 1] = depths[index] + 1
    }
    return nodes.indices.filter { nodes[$0].isLeaf }.map { depths[$0] }
  }

  /// How many training rows reach each leaf of a tree.
  private func rows(_ trees: BoostedTrees, tree: Int, _ data: TrainingMatrix) -> [Int: Int] {
    var counts: [Int: Int] = [:]
    for row in 0..<data.rowCount {
      let features = data.row(row)
      counts[trees.leaf(of: tree, features.span), default: 0] += 1
    }
    return counts
  }

  @Test(arguments: [1, 2, 4])
  func `level by level a tree is filled up to its depth`(depth: Int) throws {
    var world = BoostingWorld(seed: 3)
    let data = world.matrix(rows: 4_000, features: 4) { row, normal in
      row.enumerated().reduce(normal / 10) { $0 + ($1.element > 0 ? 1 : -1) * Float(8 >> $1.offset) }
    }
    let trees = try BoostedTrees.fit(
      data,
      configuration: .init(rounds: 5, growth: .depthWise, maxLeaves: 1 << depth, maxDepth: depth, minRowsPerLeaf: 2))
    for tree in 0..<5 { #expect(depths(trees, tree: tree) == Array(repeating: depth, count: 1 << depth)) }
  }

  @Test func `level by level no leaf is two levels above another`() throws {
    let trees = try BoostedTrees.fit(
      data(), configuration: .init(rounds: 5, growth: .depthWise, maxLeaves: 11, minRowsPerLeaf: 1))
    for tree in 0..<5 { #expect(Set(depths(trees, tree: tree)) == [3, 4]) }
  }

  @Test(arguments: TreeGrowth.allCases, [1, 3, 6])
  func `no tree is deeper than asked`(growth: TreeGrowth, maxDepth: Int) throws {
    let trees = try BoostedTrees.fit(
      data(), configuration: .init(rounds: 8, growth: growth, maxLeaves: 40, maxDepth: maxDepth, minRowsPerLeaf: 2))
    var deepest = 0
    for tree in 0..<8 { deepest = max(deepest, depths(trees, tree: tree).max() ?? 0) }
    #expect(deepest == maxDepth)
  }

  @Test(arguments: BoostingWorld.objectives, [2, 5, 31])
  func `no tree has more leaves than asked, and most have as many`(objective: BoostingObjective, maxLeaves: Int) throws
  {
    let trees = try BoostedTrees.fit(
      data(objective), configuration: .init(objective: objective, rounds: 6, maxLeaves: maxLeaves, minRowsPerLeaf: 5))
    let counts = (0..<trees.treeCount).map { depths(trees, tree: $0).count }
    #expect(counts.allSatisfy { $0 <= maxLeaves } && 2 * counts.count { $0 == maxLeaves } > counts.count)
  }

  @Test(
    arguments: [BoostingObjective.squaredError, .absoluteError, .huber(1), .quantile(0.8), .quantiles([0.2, 0.7])],
    [1, 20, 137])
  func `every leaf holds as many rows as asked`(objective: BoostingObjective, minRows: Int) throws {
    let data = data(objective)
    for growth in TreeGrowth.allCases {
      let trees = try BoostedTrees.fit(
        data,
        configuration: .init(objective: objective, rounds: 5, growth: growth, maxLeaves: 60, minRowsPerLeaf: minRows))
      for tree in 0..<trees.treeCount {
        for (leaf, count) in rows(trees, tree: tree, data) {
          #expect(count >= minRows)
          #expect(trees.trees.statistics[leaf].cover == Float(count))
        }
      }
    }
  }

  @Test func `half of the rows on each side is enough, one less is not`() throws {
    let data = TrainingMatrix(
      features: (0..<40).map(Float.init), featureCount: 1, targets: (0..<40).map { $0 < 20 ? 0 : 1 })
    let enough = try BoostedTrees.fit(data, configuration: .init(rounds: 1, minRowsPerLeaf: 20))
    #expect(enough.trees.nodes.count == 3)
    let few = try BoostedTrees.fit(data, configuration: .init(rounds: 1, minRowsPerLeaf: 21))
    #expect(few.trees.nodes.count == 1)
  }

  @Test(arguments: [BoostingObjective.squaredError, .poisson, .logistic, .softmax(3)], [5.0, 40])
  func `every leaf holds as much hessian as asked`(objective: BoostingObjective, minHessian: Double) throws {
    for isWeighted in [false, true] {
      var world = BoostingWorld(seed: 2)
      let data = world.mixed(for: objective, rows: 1_000, noise: 1, isWeighted: isWeighted)
      let trees = try BoostedTrees.fit(
        data,
        configuration: .init(
          objective: objective, rounds: 5, maxLeaves: 40, minRowsPerLeaf: 1, minHessianPerLeaf: minHessian))
      var least = Float.infinity
      for (node, statistics) in zip(trees.trees.nodes, trees.trees.statistics) where node.isLeaf {
        least = min(least, statistics.cover)
      }
      #expect(least >= Float(minHessian) * 0.999 && least < Float(2 * minHessian))
    }
  }

  @Test func `a split must gain what is asked`() throws {
    var leaves = Int.max
    for minGain in [0.0, 5, 50, 1e6] {
      let trees = try BoostedTrees.fit(data(), configuration: .init(rounds: 5, minGain: minGain))
      let gains = zip(trees.trees.nodes, trees.trees.statistics).filter { !$0.0.isLeaf }.map(\.1.gain)
      #expect(gains.allSatisfy { Double($0) > minGain })
      let count = trees.trees.nodes.count { $0.isLeaf }
      #expect(count <= leaves)
      leaves = count
    }
    #expect(leaves == 5)
  }

  @Test func `an L1 penalty above every leaf's gradient leaves the mean`() throws {
    let data = data()
    let strict = try BoostedTrees.fit(data, configuration: .init(rounds: 5, l1: 1e6))
    #expect(Set(strict.predict(data)) == [strict.baseMargins[0]])
    // Three residuals of 6 less a penalty of 3, over three rows.
    let six = TrainingMatrix(features: [0, 0, 0, 1, 1, 1], featureCount: 1, targets: [-6, -6, -6, 6, 6, 6])
    let trees = try BoostedTrees.fit(
      six, configuration: .init(rounds: 1, learningRate: 1, minRowsPerLeaf: 1, l1: 3, l2: 0))
    #expect(trees.predict(six) == [-5, -5, -5, 5, 5, 5])
  }
}
