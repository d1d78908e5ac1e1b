/// Brings renewed answers back into the order that monotone features ask for.
///
/// While a tree grows, bounds keep its answers in order; answers that are renewed afterwards from residuals know nothing
/// of them. From the root down, where the two sides of a split on a monotone feature overlap, both are clipped to the
/// middle between their means. What is clipped further down stays on its side.
struct MonotoneOrder {
  private let tree: GrownTree
  private let monotone: [Int: Monotonicity]
  private let leafOfNode: [Int: Int]

  init(_ tree: GrownTree, _ monotone: [Int: Monotonicity]) {
    self.tree = tree
    self.monotone = monotone
    leafOfNode = Dictionary(uniqueKeysWithValues: tree.leaves.enumerated().map { ($0.element.node, $0.offset) })
  }

  /// Clips answers, shape `[leaves]`.
  func enforce(_ answers: inout [Double]) {
    // Parents stand before their children.
    for node in tree.nodes {
      guard let split = node.split, let monotonicity = monotone[split.feature] else { continue }
      let left = leaves(below: node.left)
      let right = leaves(below: node.left + 1)
      let (low, high) = monotonicity == .increasing ? (left, right) : (right, left)
      let lowMean = low.reduce(0) { $0 + answers[$1] } / Double(low.count)
      let highMean = high.reduce(0) { $0 + answers[$1] } / Double(high.count)
      let middle = lowMean / 2 + highMean / 2
      guard let top = low.map({ answers[$0] }).max(), let bottom = high.map({ answers[$0] }).min(), top > bottom
      else { continue }
      for leaf in low { answers[leaf] = Swift.min(answers[leaf], middle) }
      for leaf in high { answers[leaf] = Swift.max(answers[leaf], middle) }
    }
  }

  /// The leaves of a subtree.
  private func leaves(below root: Int) -> [Int] {
    var found: [Int] = []
    var waiting = [root]
    while let node = waiting.popLast() {
      if tree.nodes[node].split == nil {
        if let leaf = leafOfNode[node] { found.append(leaf) }
      } else {
        waiting += [tree.nodes[node].left, tree.nodes[node].left + 1]
      }
    }
    return found
  }
}
