/// Writes one tree as XGBoost's JSON has it.
struct XGBoostTreeWriter {
  let model: BoostedTrees

  /// Which tree, or nil for one that is a single leaf of 0.
  let tree: Int?

  /// What is added to every leaf.
  let addend: Double

  /// The parent that XGBoost gives to the root.
  private static let noParent = Int(Int32.max)

  func tree(id: Int, format: XGBoostFormat) throws(BoostingError) -> JSONText {
    let range = tree.map { model.trees.starts[$0]..<model.trees.starts[$0 + 1] }
    var nodes = range.map { Array(model.trees.nodes[$0]) } ?? [.leaf(0)]
    var statistics = range.map { Array(model.trees.statistics[$0]) } ?? [NodeStatistics(gain: 0, cover: 0)]
    // The categories of a set go right in XGBoost, so the siblings change places. XGBoost 3.0 goes wrong unless the
    // right child stands behind the left one.
    for node in nodes where node.isCategorical && !node.isLeaf {
      let left = Int(node.left)
      nodes.swapAt(left, left + 1)
      statistics.swapAt(left, left + 1)
    }
    var conditions: [Float] = []
    var parents = [Int](repeating: Self.noParent, count: nodes.count)
    var setNodes: [Int] = []
    var segments: [Int] = []
    var sizes: [Int] = []
    var categories: [Int] = []
    for (index, node) in nodes.enumerated() {
      conditions.append(try condition(node))
      guard !node.isLeaf else { continue }
      parents[Int(node.left)] = index
      parents[Int(node.left) + 1] = index
      guard node.isCategorical else { continue }
      setNodes.append(index)
      let set = try set(node)
      segments.append(categories.count)
      sizes.append(set.count)
      categories += set
    }
    let gains = statistics.map(\.gain)
    let covers = statistics.map(\.cover)
    guard gains.allSatisfy(\.isFinite), covers.allSatisfy(\.isFinite) else {
      throw XGBoostWriter.inexpressible("a gain or a cover is not finite", remedy: "train it on smaller targets")
    }
    return .object([
      "base_weights": .floats(weights(nodes, covers, leaves: conditions)),
      "categories": .integers(categories),
      "categories_nodes": .integers(setNodes),
      "categories_segments": .integers(segments),
      "categories_sizes": .integers(sizes),
      "default_left": .integers(nodes.map { !$0.isLeaf && $0.sendsMissingLeft != $0.isCategorical ? 1 : 0 }),
      "id": .integer(id),
      "left_children": .integers(nodes.map { $0.isLeaf ? -1 : Int($0.left) }),
      "loss_changes": .floats(gains),
      "parents": .integers(parents),
      "right_children": .integers(nodes.map { $0.isLeaf ? -1 : Int($0.left) + 1 }),
      "split_conditions": .floats(conditions),
      "split_indices": .integers(nodes.map { $0.isLeaf ? 0 : Int($0.feature) }),
      "split_type": .integers(nodes.map { $0.isCategorical ? 1 : 0 }),
      "sum_hessian": .floats(covers),
      "tree_param": .parameters([
        "num_deleted": "0", "num_feature": "\(model.featureCount)", "num_nodes": "\(nodes.count)",
        "size_leaf_vector": format == .version3 ? "1" : "0",
      ]),
    ])
  }

  /// The value of a leaf; the threshold of a split, below which a number goes left; 0 for a split by categories.
  ///
  /// A split that parts all numbers from the missing ones gets the largest Float, which itself then goes right.
  private func condition(_ node: TreeNode) throws(BoostingError) -> Float {
    if node.isCategorical { return 0 }
    guard node.isLeaf else { return Swift.min(node.value.nextUp, .greatestFiniteMagnitude) }
    let value = Float(Double(node.value) + addend)
    guard value.isFinite else {
      throw XGBoostWriter.inexpressible("a leaf is too large for a Float", remedy: "save it as safetensors")
    }
    return value
  }

  private func set(_ node: TreeNode) throws(BoostingError) -> [Int] {
    let set = model.trees.categories.categories(of: node.categorySet)
    guard !set.isEmpty else {
      throw XGBoostWriter.inexpressible("a split asks for no category at all", remedy: "save it as safetensors")
    }
    return set
  }

  /// What each node would add if it were a leaf: the mean of its leaves, weighted by their cover.
  private func weights(_ nodes: [TreeNode], _ covers: [Float], leaves: [Float]) -> [Float] {
    var weights = leaves
    // Children lie behind their parents.
    for index in nodes.indices.reversed() where !nodes[index].isLeaf {
      let left = Int(nodes[index].left)
      let total = Double(covers[left]) + Double(covers[left + 1])
      let share = total > 0 ? Double(covers[left]) / total : 0.5
      weights[index] = Float(share * Double(weights[left]) + (1 - share) * Double(weights[left + 1]))
    }
    return weights
  }
}
