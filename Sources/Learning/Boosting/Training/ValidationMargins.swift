/// The margins of validation rows, to which each tree is added as it is grown.
struct ValidationMargins {
  private let matrix: TrainingMatrix
  private let objective: BoostingObjective
  private let threads: Int
  /// Shape `[N, K]`.
  private let margins: KernelBuffer<Float>

  private static let rowsPerItem = 1 << 11

  init(_ matrix: TrainingMatrix, objective: BoostingObjective, baseMargins: [Float], threads: Int) {
    self.matrix = matrix
    self.objective = objective
    self.threads = threads
    let outputs = baseMargins.count
    margins = KernelBuffer(count: matrix.rowCount * outputs, of: 0)
    for index in 0..<margins.count { margins.base[index] = baseMargins[index % outputs] }
  }

  /// Adds one tree.
  func add(_ model: BoostedTrees, tree: Int) {
    let (outputs, output) = (model.outputCount, model.trees.outputs[tree])
    Workers.perform(rows: matrix.rowCount, inBlocksOf: Self.rowsPerItem, threads: threads) {
      [matrix, margins] _, rows in
      let features = matrix.features.span
      for row in rows {
        let leaf = model.leaf(
          of: tree, features.extracting(row * matrix.featureCount..<(row + 1) * matrix.featureCount))
        margins.base[row * outputs + output] += model.trees.nodes[leaf].value
      }
    }
  }

  /// The loss on all rows.
  func loss() -> Double {
    let outputs = objective.outputCount
    return objective.loss(targets: matrix.targets, weights: matrix.weights, threads: threads) { [margins] row, output in
      margins.base[row * outputs + output]
    }
  }
}
