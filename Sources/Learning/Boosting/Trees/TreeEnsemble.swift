/// Trees, one behind the other in flat arrays, each of which adds to one output.
package struct TreeEnsemble: Sendable, Equatable {
  /// The nodes of all trees, one tree after the other.
  package private(set) var nodes: [TreeNode] = []

  /// What training saw at each node, shape `[nodes]`.
  package private(set) var statistics: [NodeStatistics] = []

  /// Where each tree's nodes begin, and behind the last one where they end, shape `[trees + 1]`.
  package private(set) var starts: [Int] = [0]

  /// The output that each tree adds to, shape `[trees]`.
  package private(set) var outputs: [Int] = []

  /// The sets of categories that splits ask for.
  package var categories = CategorySets()

  /// The number of trees.
  package var treeCount: Int { outputs.count }

  package init() {}

  /// Adds a tree.
  ///
  /// - Precondition: The nodes form a tree, its root first, and its sets of categories have been added before.
  package mutating func append(_ tree: [TreeNode], _ statistics: [NodeStatistics], output: Int) {
    precondition(
      tree.count == statistics.count, "TreeEnsemble: \(tree.count) nodes, but \(statistics.count) statistics")
    nodes.append(contentsOf: tree)
    self.statistics.append(contentsOf: statistics)
    starts.append(nodes.count)
    outputs.append(output)
  }

  /// The leaf that a row reaches, as an index into `nodes`.
  ///
  /// - Parameters:
  ///   - tree: Which tree to walk.
  ///   - value: A feature's value; NaN where missing.
  /// - Complexity: O(depth). Does not allocate.
  @inline(__always)
  package func leaf(of tree: Int, _ value: (_ feature: Int) -> Float) -> Int {
    let root = starts[tree]
    var index = root
    let nodes = nodes.span
    while !nodes[index].isLeaf {
      let node = nodes[index]
      index = root + Int(node.left) + (goesLeft(value(Int(node.feature)), at: node) ? 0 : 1)
    }
    return index
  }

  /// Where a value goes at a split.
  package func goesLeft(_ value: Float, at node: TreeNode) -> Bool {
    if value.isNaN { return node.sendsMissingLeft }
    return node.isCategorical ? categories.contains(value, set: node.categorySet) : value <= node.value
  }

  /// Gives every leaf another value.
  mutating func changeLeaves(_ value: (Float) -> Float) {
    for index in nodes.indices where nodes[index].isLeaf { nodes[index].value = value(nodes[index].value) }
  }

  /// Drops all but the first trees.
  mutating func keepFirst(_ count: Int) {
    nodes.removeLast(nodes.count - starts[count])
    statistics.removeLast(statistics.count - starts[count])
    starts.removeLast(treeCount - count)
    outputs.removeLast(treeCount - count)
    let sets = nodes.lazy.filter { $0.isCategorical && !$0.isLeaf }.map(\.categorySet).max()
    categories.keepFirst(sets.map { $0 + 1 } ?? 0)
  }
}
