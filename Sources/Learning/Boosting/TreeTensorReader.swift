import Tensors

/// Reads the tensors of saved trees and believes none of them.
struct TreeTensorReader {
  let tensors: [String: Tensor]
  let prefix: String

  /// The values of a tensor with one axis, all finite.
  ///
  /// - Parameter count: How many there must be, or `nil` for one or more.
  func vector(_ name: String, count: Int? = nil) throws(BoostingError) -> [Float] {
    let tensor = try tensor(name)
    guard tensor.shape.count == 1 else {
      throw invalid(name, "has the shape \(tensor.shape), but should have one axis")
    }
    guard tensor.count == count ?? Swift.max(1, tensor.count) else {
      throw invalid(name, "has \(tensor.count) values, but should have \(count.map(String.init) ?? "at least 1")")
    }
    return tensor.values
  }

  /// The values of a tensor with one axis, all whole numbers within a range.
  func integers(_ name: String, count: Int? = nil, in range: ClosedRange<Int>) throws(BoostingError) -> [Int] {
    var integers: [Int] = []
    for (index, value) in try vector(name, count: count).enumerated() {
      guard let integer = Int(exactly: value), range.contains(integer) else {
        throw invalid(
          name,
          "holds \(value) at index \(index), but should hold whole numbers from \(range.lowerBound) to "
            + "\(range.upperBound)")
      }
      integers.append(integer)
    }
    return integers
  }

  /// The only value of a tensor, a whole number within a range.
  func integer(_ name: String, in range: ClosedRange<Int>) throws(BoostingError) -> Int {
    try integers(name, count: 1, in: range)[0]
  }

  /// The nodes of all trees.
  ///
  /// - Parameters:
  ///   - sizes: How many nodes each tree has, 1 or more.
  ///   - featureCount: How many features a split may look at.
  func nodes(sizes: [Int], featureCount: Int) throws(BoostingError) -> [TreeNode] {
    let total = sizes.reduce(0, +)
    let features = try integers("node_feature", count: total, in: -1...featureCount - 1)
    let values = try vector("node_value", count: total)
    let lefts = try integers("node_left", count: total, in: 0...(1 << 23))
    let missing = try integers("node_missing_left", count: total, in: 0...1)
    var nodes: [TreeNode] = []
    nodes.reserveCapacity(total)
    for index in 0..<total {
      nodes.append(
        TreeNode(
          feature: Int32(features[index]), value: values[index], left: Int32(lefts[index]),
          sendsMissingLeft: missing[index] == 1))
    }
    var start = 0
    for (tree, size) in sizes.enumerated() {
      try checkLinks(nodes[start..<start + size], tree: tree)
      start += size
    }
    return nodes
  }

  /// Checks that the nodes of a tree form one: every child behind its parent, and every node but the root the
  /// child of exactly one other. Then each walk from the root ends at a leaf.
  private func checkLinks(_ tree: ArraySlice<TreeNode>, tree number: Int) throws(BoostingError) {
    var parents = [Int](repeating: 0, count: tree.count)
    for (place, node) in tree.enumerated() {
      let left = Int(node.left)
      if node.isLeaf {
        guard left == 0 && !node.sendsMissingLeft else {
          throw invalid("node_left", "gives the leaf \(place) of tree \(number) a child or a direction")
        }
        continue
      }
      guard left > place && left + 1 < tree.count else {
        throw invalid(
          "node_left",
          "gives node \(place) of tree \(number) the children \(left) and \(left + 1), which should lie "
            + "behind it and below \(tree.count)")
      }
      parents[left] += 1
      parents[left + 1] += 1
    }
    if let orphan = parents.indices.dropFirst().first(where: { parents[$0] != 1 }) {
      throw invalid(
        "node_left", "gives node \(orphan) of tree \(number) \(parents[orphan]) parents, but should give it 1")
    }
  }

  /// The losses of a fit that kept some number of trees.
  func history(treeCount: Int) throws(BoostingError) -> [BoostingProgress] {
    let tensor = try tensor("history")
    let shape = tensor.shape
    guard shape.count == 2, shape[0] >= treeCount, shape[1] == 1 || shape[1] == 2 else {
      throw invalid(
        "history",
        "has the shape \(shape), but should have a row for each of \(treeCount) or more rounds and "
          + "1 or 2 columns")
    }
    if let index = tensor.values.firstIndex(where: { $0 < 0 }) {
      throw invalid("history", "holds \(tensor.values[index]) at index \(index), but a loss is not negative")
    }
    return (0..<shape[0]).map { row in
      BoostingProgress(
        round: row + 1, trainingLoss: tensor[row, 0], validationLoss: shape[1] == 2 ? tensor[row, 1] : nil)
    }
  }

  /// A tensor whose shape fits its values, which are finite.
  private func tensor(_ name: String) throws(BoostingError) -> Tensor {
    guard let tensor = tensors[prefix + name] else {
      throw invalid(name, "is not there")
    }
    guard Tensor.elementCount(of: tensor.shape) == tensor.count else {
      throw invalid(name, "has \(tensor.count) values, but the shape \(tensor.shape)")
    }
    if let index = tensor.values.firstIndex(where: { !$0.isFinite }) {
      throw invalid(name, "holds \(tensor.values[index]) at index \(index), but should be finite")
    }
    return tensor
  }

  private func invalid(_ name: String, _ problem: String) -> BoostingError {
    .invalidModel(tensor: prefix + name, problem: problem)
  }
}
