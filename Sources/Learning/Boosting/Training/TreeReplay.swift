/// A tree whose answers are given to rows that it was not grown on, found by their bins.
struct TreeReplay: Sendable {
  /// The answers of the leaves, in the order of the nodes, and 0 for splits, shape `[nodes]`.
  let answers: [Float]
  private let splits: [Split?]
  private let lefts: [Int]

  private static let rowsPerItem = 1 << 13

  init(_ tree: GrownTree, answers leafAnswers: [Float]) {
    splits = tree.nodes.map(\.split)
    lefts = tree.nodes.map(\.left)
    var answers = [Float](repeating: 0, count: tree.nodes.count)
    for (leaf, answer) in zip(tree.leaves, leafAnswers) { answers[leaf.node] = answer }
    self.answers = answers
  }

  /// A tree of a finished model, whose thresholds are looked up among the cuts of the bins.
  ///
  /// - Throws: `BoostingError.cannotResume` if they are not there.
  init(_ model: BoostedTrees, tree: Int, mapper: BinMapper) throws(BoostingError) {
    var (splits, lefts, answers): ([Split?], [Int], [Float]) = ([], [], [])
    for node in model.trees.nodes[model.trees.starts[tree]..<model.trees.starts[tree + 1]] {
      lefts.append(Int(node.left))
      answers.append(node.isLeaf ? node.value : 0)
      guard !node.isLeaf else {
        splits.append(nil)
        continue
      }
      let feature = Int(node.feature)
      var split = Split(
        feature: feature, bin: 0, sendsMissingLeft: node.sendsMissingLeft, categories: nil, gain: 0, left: 0)
      if node.isCategorical, case .categories(let known) = mapper.features[feature] {
        var bins = BinSet()
        for category in model.trees.categories.categories(of: node.categorySet) {
          guard let bin = known.firstIndex(of: category) else {
            throw .cannotResume(problem: "its category \(category) of feature \(feature) does not occur")
          }
          bins.insert(bin)
        }
        split.categories = bins
      } else if !node.isCategorical, let bin = mapper.bin(feature, before: node.value) {
        split.bin = bin
      } else {
        throw .cannotResume(problem: "it splits feature \(feature) where no bin ends")
      }
      splits.append(split)
    }
    (self.splits, self.lefts, self.answers) = (splits, lefts, answers)
  }

  /// Adds the answers to rows.
  ///
  /// - Parameter isWanted: Which rows.
  /// - Complexity: O(rows · depth).
  func add(
    to gradients: any TrainingGradients, output: Int, matrix: BinnedMatrix, threads: Int,
    where isWanted: @Sendable (Int) -> Bool
  ) {
    Workers.perform(rows: matrix.rowCount, inBlocksOf: Self.rowsPerItem, threads: threads) { _, block in
      var rows = [[UInt32]](repeating: [], count: answers.count)
      for row in block where isWanted(row) {
        rows[leaf(matrix.rows.base + row * matrix.stride)].append(UInt32(row))
      }
      for (node, rows) in rows.enumerated() where !rows.isEmpty {
        rows.withUnsafeBufferPointer { gradients.add(answers[node], to: $0, output: output) }
      }
    }
  }

  /// The leaf of a row's bins.
  private func leaf(_ bins: UnsafePointer<UInt8>) -> Int {
    var node = 0
    while let split = splits[node] {
      let bin = bins[split.feature]
      let goesLeft =
        split.categories.map { $0.contains(bin) }
        ?? (bin <= split.bin || (split.sendsMissingLeft && bin == BinMapper.missingBin))
      node = lefts[node] + (goesLeft ? 0 : 1)
    }
    return node
  }
}
