/// What the leaves of a grown tree add to the margin.
struct LeafAnswers {
  /// Shape `[leaves]`, with the learning rate in them.
  let values: [Float]

  /// Works out the answers: renewed ones where the objective has them, otherwise the penalised mean gradients.
  ///
  /// The gradients of a quantile only tell which residuals are positive, not how large they are, so its leaves are
  /// renewed from the residuals themselves.
  init(
    _ grower: TreeGrower, _ gradients: any TrainingGradients, learningRate: Double, output: Int, threads: Int
  ) {
    let tree = grower.tree
    let answers = KernelBuffer<Double>(count: tree.leaves.count, of: 0)
    Workers.perform(
      tree.leaves.count, threads: gradients.renewsAnswers ? threads : 1
    ) { _, index in
      let leaf = tree.leaves[index]
      var answer = grower.answer(tree.nodes[leaf.node].total, bounds: leaf.bounds)
      if gradients.renewsAnswers {
        var rows: [UInt32] = []
        rows.reserveCapacity(leaf.rows)
        for shard in 0..<grower.shards.shardCount {
          rows.append(contentsOf: grower.shards.rows(leaf: index, shard: shard))
        }
        answer = gradients.renewedAnswer(output: output, rows: rows)
      }
      answers.base[index] = answer
    }
    var found = (0..<answers.count).map { answers.base[$0] }
    if gradients.renewsAnswers && !grower.settings.monotone.isEmpty {
      MonotoneOrder(tree, grower.settings.monotone).enforce(&found)
    }
    values = found.map { Float(learningRate * $0) }
  }
}
