/// A tree as the fast predictor sees it: its leaves from left to right, and for each split the leaves that it rules out.
///
/// A row reaches the leftmost leaf that none of the splits it goes right at rules out: every leaf left of its own lies
/// left of some split on its way at which it went right.
struct LeafOrder {
  /// The values of the leaves, from left to right.
  private(set) var values: [Float] = []

  /// The splits, in no order that matters.
  private(set) var splits: [(node: TreeNode, ruledOut: Range<Int>)] = []

  /// Reads a tree.
  ///
  /// - Complexity: O(nodes).
  init(_ trees: TreeEnsemble, tree: Int) {
    var open = [(node: trees.starts[tree], leavesBefore: 0, isLeftDone: false)]
    while let (index, leavesBefore, isLeftDone) = open.popLast() {
      let node = trees.nodes[index]
      if node.isLeaf {
        values.append(node.value)
        continue
      }
      let left = trees.starts[tree] + Int(node.left)
      if isLeftDone {
        splits.append((node, leavesBefore..<values.count))
        open.append((left + 1, 0, false))
      } else {
        open.append((index, values.count, true))
        open.append((left, 0, false))
      }
    }
  }
}
