extension BoostedTrees {
  /// Adds a grown tree, its bins turned back into numbers and categories.
  mutating func append(
    _ tree: GrownTree, answers: [Float], settings: SplitSettings, mapper: BinMapper, output: Int
  ) {
    var nodes: [TreeNode] = []
    var statistics: [NodeStatistics] = []
    for node in tree.nodes {
      statistics.append(
        NodeStatistics(gain: Float(node.split?.gain ?? 0), cover: Float(settings.hessian(node.total))))
      guard let split = node.split else {
        nodes.append(.leaf(0))
        continue
      }
      if let bins = split.categories, case .categories(let known) = mapper.features[split.feature] {
        let set = trees.categories.append(known.indices.filter { bins.contains(UInt8($0)) }.map { known[$0] })
        nodes.append(
          .split(
            feature: split.feature, categorySet: set, sendsMissingLeft: split.sendsMissingLeft, left: node.left))
      } else {
        nodes.append(
          .split(
            feature: split.feature, threshold: mapper.threshold(split.feature, after: split.bin),
            sendsMissingLeft: split.sendsMissingLeft, left: node.left))
      }
    }
    for (leaf, answer) in zip(tree.leaves, answers) { nodes[leaf.node] = .leaf(answer) }
    trees.append(nodes, statistics, output: output)
  }
}
