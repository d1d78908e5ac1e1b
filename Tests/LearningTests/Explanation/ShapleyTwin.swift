import Learning

/// Shapley values as they are defined: over all sets of known features. Plain, and slow from ten features on.
struct ShapleyTwin {
  let trees: BoostedTrees
  let row: [Float]

  /// Shape `[K][F + 1]`, the expected margin last.
  var contributions: [[Double]] {
    let count = trees.featureCount
    let factorials = (0...count).map { (0..<$0).reduce(1.0) { $0 * Double($1 + 1) } }
    return (0..<trees.outputCount).map { output in
      let margins = (0..<1 << count).map { margin(output, known: $0) }
      let values = (0..<count).map { feature in
        (0..<1 << count).filter { $0 >> feature & 1 == 0 }.reduce(0.0) { sum, known in
          let size = known.nonzeroBitCount
          let weight = factorials[size] * factorials[count - size - 1] / factorials[count]
          return sum + weight * (margins[known | 1 << feature] - margins[known])
        }
      }
      return values + [margins[0]]
    }
  }

  /// The margin where only the features of a set are known.
  private func margin(_ output: Int, known: Int) -> Double {
    (0..<trees.treeCount).filter { trees.trees.outputs[$0] == output }.reduce(Double(trees.baseMargins[output])) {
      $0 + value(at: trees.trees.starts[$1], root: trees.trees.starts[$1], known: known)
    }
  }

  /// What a node is worth: the child's worth that the row goes to, or both, by their covers.
  private func value(at index: Int, root: Int, known: Int) -> Double {
    let node = trees.trees.nodes[index]
    guard !node.isLeaf else { return Double(node.value) }
    let left = root + Int(node.left)
    if known >> Int(node.feature) & 1 == 1 {
      var value = row[Int(node.feature)]
      if value == 0 && trees.zeroIsMissing.contains(Int(node.feature)) { value = .nan }
      return self.value(at: trees.trees.goesLeft(value, at: node) ? left : left + 1, root: root, known: known)
    }
    let covers = (left...left + 1).map { Double(trees.trees.statistics[$0].cover) }
    let share = covers[0] + covers[1] == 0 ? 0.5 : covers[0] / (covers[0] + covers[1])
    return share * value(at: left, root: root, known: known) + (1 - share)
      * value(at: left + 1, root: root, known: known)
  }
}
