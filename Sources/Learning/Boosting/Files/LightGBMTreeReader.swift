/// Reads one tree of LightGBM's.
///
/// Its splits are numbered from 0, its leaves too; the child −1 is leaf 0, −2 leaf 1, and so on.
struct LightGBMTreeReader {
  let block: LightGBMBlock
  let number: Int

  /// What the leaves are multiplied by.
  let scale: Double
  let featureCount: Int

  /// Adds the tree to a forest.
  ///
  /// - Parameter missing: What counts as missing of each feature that trees have split on so far.
  func read(
    into forest: inout ForestBuilder, output: Int, missing: inout [Int: LightGBMMissing]
  ) throws(ModelFileFault) {
    guard try block.integer("is_linear", in: 0...1, absent: 0) == 0 else {
      throw ModelFileFault("tree \(number) has linear functions in its leaves", remedy: "train without linear_tree")
    }
    let leafCount = try block.integer("num_leaves", in: 1...ForestBuilder.largestTree / 2)
    let splitCount = leafCount - 1
    let features = try block.integers("split_feature", count: splitCount, in: 0...featureCount - 1)
    let thresholds = try block.numbers("threshold", count: splitCount)
    let types = try block.integers("decision_type", count: splitCount, in: 0...11)
    let lefts = try block.integers("left_child", count: splitCount, in: -leafCount...Swift.max(0, splitCount - 1))
    let rights = try block.integers("right_child", count: splitCount, in: -leafCount...Swift.max(0, splitCount - 1))
    let gains = try block.numbersIfAny("split_gain", count: splitCount)
    let covers = try block.numbersIfAny("internal_count", count: splitCount)
    let values = try block.numbers("leaf_value", count: leafCount)
    let leafCovers = try block.numbersIfAny("leaf_count", count: leafCount)
    var sets = try categorySets()

    var nodes: [FileNode] = []
    nodes.reserveCapacity(splitCount + leafCount)
    func place(of child: Int) -> Int { child >= 0 ? child : splitCount - 1 - child }
    for index in 0..<splitCount {
      let isCategorical = types[index] & 1 != 0
      let kind = LightGBMMissing(rawValue: types[index] >> 2) ?? .none
      try note(isCategorical ? .none : kind, feature: features[index], in: &missing)
      let node: TreeNode
      var categories: [Int] = []
      if isCategorical {
        guard let set = Int(exactly: thresholds[index]).flatMap({ sets.removeValue(forKey: $0) }) else {
          throw ModelFileFault("split \(index) of tree \(number) has no set of categories of its own")
        }
        categories = set
        node = .split(feature: features[index], categorySet: 0, sendsMissingLeft: false, left: 0)
      } else {
        node = .split(
          feature: features[index], threshold: Self.largestFloat(upTo: thresholds[index]),
          sendsMissingLeft: kind == .none ? 0 <= thresholds[index] : types[index] & 2 != 0, left: 0)
      }
      nodes.append(
        FileNode(
          node: node, left: place(of: lefts[index]), right: place(of: rights[index]),
          statistics: NodeStatistics(gain: Float(gains[index]), cover: Float(covers[index])),
          categories: categories))
    }
    for (value, cover) in zip(values, leafCovers) { nodes.append(.leaf(Float(value * scale), cover: Float(cover))) }
    try forest.append(nodes, tree: number, output: output)
  }

  /// The largest `Float` that goes left at a threshold.
  private static func largestFloat(upTo threshold: Double) -> Float {
    // LightGBM takes what lies this near to 0 for 0 before it looks at thresholds.
    let zero = BoostedTrees.largestZero
    if abs(threshold) <= Double(zero) { return threshold >= 0 ? zero : (-zero).nextDown }
    let nearest = Float(threshold)
    return Double(nearest) > threshold ? nearest.nextDown : nearest
  }

  /// Checks that a zero is missing at all splits of a feature or at none.
  private func note(
    _ kind: LightGBMMissing, feature: Int, in missing: inout [Int: LightGBMMissing]
  ) throws(ModelFileFault) {
    let before = missing.updateValue(kind, forKey: feature) ?? kind
    guard (before == .zero) == (kind == .zero) else {
      throw ModelFileFault(
        "a zero of feature \(feature) counts as missing at some splits and not at others",
        remedy: "train it in one go, with or without zero_as_missing")
    }
  }

  /// The sets of categories by number: bits, whose words lie one behind the other.
  private func categorySets() throws(ModelFileFault) -> [Int: [Int]] {
    let count = try block.integer("num_cat", in: 0...ForestBuilder.largestTree, absent: 0)
    guard count > 0 else { return [:] }
    let all = block.words("cat_threshold").count
    let words = try block.integers("cat_threshold", count: all, in: 0...Int(UInt32.max))
    let starts = try block.integers("cat_boundaries", count: count + 1, in: 0...all)
    guard starts[0] == 0, starts[count] == all, zip(starts, starts.dropFirst()).allSatisfy(<=) else {
      throw ModelFileFault("'cat_boundaries' of \(block.name) should rise from 0 to \(all)")
    }
    var sets: [Int: [Int]] = [:]
    for set in 0..<count {
      var categories: [Int] = []
      for word in starts[set]..<starts[set + 1] {
        for bit in 0..<32 where words[word] >> bit & 1 == 1 {
          categories.append((word - starts[set]) * 32 + bit)
        }
      }
      sets[set] = categories
    }
    return sets
  }
}
