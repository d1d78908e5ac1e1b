/// Reads one tree of XGBoost's.
struct XGBoostTreeReader {
  let tree: DocumentField
  let number: Int

  /// What the leaves are multiplied by.
  let scale: Float

  /// Adds the tree to a forest.
  func read(into forest: inout ForestBuilder, output: Int) throws(ModelFileFault) {
    let parameters = try tree.field("tree_param")
    let count = try parameters.field("num_nodes").integer(in: 1...ForestBuilder.largestTree)
    let deleted = try parameters.optional("num_deleted")?.integer(in: 0...count - 1) ?? 0
    guard try (parameters.optional("size_leaf_vector")?.integer(in: 0...BinnedMatrix.featureLimit) ?? 0) <= 1 else {
      throw ModelFileFault(
        "tree \(number) has leaves with several values",
        remedy: "train with the setting multi_strategy=one_output_per_tree")
    }
    let lefts = try tree.field("left_children").integers(count: count, in: -1...count - 1)
    let rights = try tree.field("right_children").integers(count: count, in: -1...count - 1)
    let features = try tree.field("split_indices").integers(count: count, in: 0...Int(Int32.max))
    let conditions = try tree.field("split_conditions").numbers(count: count)
    let missing = try tree.field("default_left").integers(count: count, in: 0...1)
    let types = try tree.optional("split_type")?.integers(count: count, in: 0...1)
    let gains = try tree.field("loss_changes").numbers(count: count)
    let covers = try tree.field("sum_hessian").numbers(count: count)
    let sets = try categories(nodeCount: count)

    var nodes: [FileNode] = []
    nodes.reserveCapacity(count)
    for index in 0..<count {
      let condition = Float(conditions[index])
      guard lefts[index] >= 0 else {
        nodes.append(.leaf(condition * scale, cover: Float(covers[index])))
        continue
      }
      var file = FileNode(
        node: .split(
          feature: features[index], threshold: condition.nextDown, sendsMissingLeft: missing[index] == 1, left: 0),
        left: lefts[index], right: rights[index],
        statistics: NodeStatistics(gain: Float(gains[index]), cover: Float(covers[index])))
      if types?[index] == 1 {
        guard let set = sets[index] else {
          throw ModelFileFault("node \(index) of tree \(number) splits by categories, but has none")
        }
        file.node = .split(
          feature: features[index], categorySet: 0, sendsMissingLeft: missing[index] == 0, left: 0)
        file.categories = set
        swap(&file.left, &file.right)
      }
      nodes.append(file)
    }
    try forest.append(nodes, tree: number, output: output, deleted: deleted)
  }

  /// The set of each node that splits by categories; the sets lie one behind the other in one array.
  private func categories(nodeCount: Int) throws(ModelFileFault) -> [Int: [Int]] {
    guard let field = try tree.optional("categories_nodes") else { return [:] }
    let nodes = try field.integers(in: 0...nodeCount - 1)
    let all = try tree.field("categories").integers(in: 0...CategorySets.largestCategory)
    let starts = try tree.field("categories_segments").integers(count: nodes.count, in: 0...all.count)
    let sizes = try tree.field("categories_sizes").integers(count: nodes.count, in: 0...all.count)
    var sets: [Int: [Int]] = [:]
    var start = 0
    for (index, node) in nodes.enumerated() {
      guard starts[index] == start, start + sizes[index] <= all.count, sets[node] == nil else {
        throw ModelFileFault("the sets of categories of tree \(number) do not lie one behind the other")
      }
      sets[node] = Array(all[start..<start + sizes[index]])
      start += sizes[index]
    }
    return sets
  }
}
