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

  /// The whole model.
  func model() throws(BoostingError) -> BoostedTrees {
    let featureCount = try integer("feature_count", in: 1...BinnedMatrix.featureLimit)
    let code = try vector("objective")
    guard let objective = BoostingObjective(encoded: code) else {
      throw invalid("objective", "holds \(code), which is no objective")
    }
    let link = try integer("link", in: 0...1)
    let base = try vector("base_margins", count: objective.outputCount)
    let zeros = try integers("zero_is_missing", in: -1...featureCount - 1)
    guard zeros.last == -1, zeros.dropLast().allSatisfy({ $0 >= 0 }),
      zip(zeros, zeros.dropFirst().dropLast()).allSatisfy(<)
    else { throw invalid("zero_is_missing", "should name columns, rising, with a −1 behind them") }
    let sizes = try Array(sizes("tree_sizes", in: 1...(1 << 23)))
    let outputs = try integers("tree_output", count: sizes.count, in: 0...objective.outputCount - 1)

    var ensemble = TreeEnsemble()
    ensemble.categories = try categorySets()
    let total = sizes.reduce(0, +)
    let nodes = try nodes(total, featureCount: featureCount, setCount: ensemble.categories.count)
    let gains = try vector("node_gain", count: total)
    let covers = try vector("node_cover", count: total)
    var start = 0
    for (tree, size) in sizes.enumerated() {
      try checkLinks(nodes[start..<start + size], tree: tree)
      ensemble.append(
        Array(nodes[start..<start + size]),
        (start..<start + size).map { NodeStatistics(gain: gains[$0], cover: covers[$0]) }, output: outputs[tree])
      start += size
    }
    var model = BoostedTrees(
      featureCount: featureCount, objective: objective, link: link == 1 ? .identity : nil, baseMargins: base,
      zeroIsMissing: Array(zeros.dropLast()), trees: ensemble)
    model.history = try history(roundCount: model.roundCount)
    model.bestRound = try integer("best_round", in: Swift.min(1, model.roundCount)...model.roundCount)
    return model
  }

  /// Sizes with a −1 behind them, since a tensor cannot be empty.
  private func sizes(_ name: String, in range: ClosedRange<Int>) throws(BoostingError) -> ArraySlice<Int> {
    let sizes = try integers(name, in: -1...range.upperBound)
    guard sizes.last == -1, sizes.dropLast().allSatisfy(range.contains) else {
      throw invalid(name, "should hold sizes of \(range.lowerBound) or more with a −1 behind them")
    }
    return sizes.dropLast()
  }

  /// The sets of categories.
  private func categorySets() throws(BoostingError) -> CategorySets {
    let sizes = try sizes("set_sizes", in: 0...CategorySets.largestCategory)
    let total = sizes.reduce(0, +)
    let categories = try integers("set_categories", count: total + 1, in: -1...CategorySets.largestCategory)
    guard categories.last == -1, categories.dropLast().allSatisfy({ $0 >= 0 }) else {
      throw invalid("set_categories", "should hold categories of 0 or more with a −1 behind them")
    }
    var sets = CategorySets()
    var start = 0
    for size in sizes {
      _ = sets.append(categories[start..<start + size])
      start += size
    }
    return sets
  }

  /// The nodes of all trees, not yet known to form any.
  private func nodes(_ total: Int, featureCount: Int, setCount: Int) throws(BoostingError) -> [TreeNode] {
    let features = try integers("node_feature", count: total, in: -1...featureCount - 1)
    let values = try vector("node_value", count: total)
    let lefts = try integers("node_left", count: total, in: 0...(1 << 23))
    let flags = try integers("node_flags", count: total, in: 0...3)
    var nodes: [TreeNode] = []
    nodes.reserveCapacity(total)
    for index in 0..<total {
      let isCategorical = flags[index] & 2 != 0
      var value = values[index]
      if isCategorical {
        guard features[index] >= 0, let set = Int(exactly: value), (0..<setCount).contains(set) else {
          throw invalid(
            "node_value", "holds \(value) at index \(index), which is none of \(setCount) sets of categories")
        }
        value = Float(bitPattern: UInt32(set))
      }
      nodes.append(
        TreeNode(
          feature: Int32(features[index]), value: value, left: Int32(lefts[index]),
          sendsMissingLeft: flags[index] & 1 != 0, isCategorical: isCategorical))
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

  /// The losses of a fit that kept some number of rounds.
  private func history(roundCount: Int) throws(BoostingError) -> [BoostingProgress] {
    let tensor = try tensor("history")
    let shape = tensor.shape
    guard shape.count == 2, shape[1] == 2, shape[0] == 0 || shape[0] >= roundCount else {
      throw invalid(
        "history",
        "has the shape \(shape), but should have 2 columns and no row or one for each of \(roundCount) rounds")
    }
    func loss(_ value: Float) -> Float? { value == BoostedTrees.noLoss ? nil : value }
    return (0..<shape[0]).map { row in
      BoostingProgress(round: row + 1, trainingLoss: loss(tensor[row, 0]), validationLoss: loss(tensor[row, 1]))
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
