import Foundation
import Learning
import Testing

/// Walks through the trees of a fit with margins of its own, and compares every node with the finite differences of the
/// loss and with all splits there are.
@Suite("Every split and every leaf follows from the gradients of the loss")
struct BoostingGradientTests {
  private struct Walk {
    let data: TrainingMatrix
    let configuration: BoostingConfiguration
    let trees: BoostedTrees
    let loss: BoostingLossTwin
    /// Shape `[N][K]`, before the tree that is looked at, and at the beginning of its round.
    var margins: [[Double]]
    var atRound: [[Double]]

    init(_ data: TrainingMatrix, _ configuration: BoostingConfiguration) throws {
      self.data = data
      self.configuration = configuration
      trees = try BoostedTrees.fit(data, configuration: configuration)
      loss = BoostingLossTwin(objective: configuration.objective)
      margins = Array(repeating: trees.baseMargins.map(Double.init), count: data.rowCount)
      atRound = margins
    }

    /// Calls `body` for each tree with a twin of its splits and the rows at each node.
    mutating func forEachTree(_ body: (Walk, _ tree: Int, SplitTwin, _ rows: [[Int]]) -> Void) {
      for tree in 0..<trees.treeCount {
        if tree % trees.outputCount == 0 { atRound = margins }
        let output = trees.trees.outputs[tree]
        var isSoftmax = false
        if case .softmax = configuration.objective { isSoftmax = true }
        let gradients = (0..<data.rowCount).map { row in
          // The classes of a softmax all start from the probabilities at the beginning of a round.
          loss.gradient(Double(data.targets[row]), isSoftmax ? atRound[row] : margins[row], output: output)
        }
        let weights = data.weights.isEmpty ? gradients.map { _ in 1 } : data.weights.map(Double.init)
        let twin = SplitTwin(
          data: data, gradients: zip(gradients, weights).map { $0.gradient * $1 },
          hessians: zip(gradients, weights).map { $0.hessian * $1 }, l1: configuration.l1, l2: configuration.l2,
          minRows: configuration.minRowsPerLeaf, minHessian: configuration.minHessianPerLeaf)
        let nodes = Array(trees.nodes(tree))
        var rows = [[Int]](repeating: [], count: nodes.count)
        rows[0] = Array(0..<data.rowCount)
        for (index, node) in nodes.enumerated() where !node.isLeaf {
          let left = twin.left(rows[index], Int(node.feature), node.value, node.sendsMissingLeft)
          let chosen = Set(left)
          rows[Int(node.left)] = left
          rows[Int(node.left) + 1] = rows[index].filter { !chosen.contains($0) }
        }
        body(self, tree, twin, rows)
        for (index, node) in nodes.enumerated() where node.isLeaf {
          for row in rows[index] { margins[row][output] += Double(node.value) }
        }
      }
    }
  }

  /// Few distinct numbers, so that there is a bin for each, and some of them missing.
  private func data(_ objective: BoostingObjective, isWeighted: Bool, seed: UInt64) -> TrainingMatrix {
    var world = BoostingWorld(seed: seed)
    let data = world.mixed(for: objective, rows: 96, features: 3, missing: 0.15, isWeighted: isWeighted)
    return TrainingMatrix(
      features: data.features.map { ($0 * 4).rounded() }, featureCount: 3, targets: data.targets,
      weights: data.weights)
  }

  private static let smooth: [BoostingObjective] = [.squaredError, .huber(0.7), .poisson, .logistic, .softmax(3)]

  @Test(arguments: BoostingWorld.objectives, TreeGrowth.allCases)
  func `each split is the best of all there are`(objective: BoostingObjective, growth: TreeGrowth) throws {
    var splits = 0
    let settings: [(l1: Double, l2: Double, minRows: Int, minHessian: Double, minGain: Double)] = [
      (0, 0, 1, 0, 0), (0, 1, 5, 0, 0), (2, 1, 3, 0, 0), (0, 0.5, 1, 4, 0.5), (0.5, 3, 10, 6, 2),
    ]
    for (number, setting) in settings.enumerated() {
      // Quantiles with weights lie on a row, where the loss has no gradient.
      let isWeighted = number % 2 == 1 && Self.smooth.contains(objective)
      var walk = try Walk(
        data(objective, isWeighted: isWeighted, seed: UInt64(number)),
        BoostingConfiguration(
          objective: objective, rounds: Self.smooth.contains(objective) ? 3 : 1, growth: growth, maxLeaves: 6,
          learningRate: 0.5, minRowsPerLeaf: setting.minRows, minHessianPerLeaf: setting.minHessian,
          minGain: setting.minGain, l1: setting.l1, l2: setting.l2))
      walk.forEachTree { walk, tree, twin, rows in
        let nodes = Array(walk.trees.nodes(tree))
        let leafCount = nodes.count { $0.isLeaf }
        for (index, node) in nodes.enumerated() {
          let best = twin.bestGain(rows[index]) ?? 0
          let tolerance = 2e-4 * max(1, abs(best), abs(twin.score(rows[index])))
          guard !node.isLeaf else {
            // A leaf is left whole because nothing gains, or because there are leaves enough.
            #expect(best <= setting.minGain + tolerance || leafCount == 6)
            continue
          }
          splits += 1
          let left = twin.left(rows[index], Int(node.feature), node.value, node.sendsMissingLeft)
          let real = twin.gain(rows[index], left: left) ?? -1
          let told = Double(walk.trees.trees.statistics[walk.trees.trees.starts[tree] + index].gain)
          #expect(
            abs(real - best) < tolerance && abs(told - best) < tolerance, "\(tree).\(index): \(told) \(real) \(best)")
          #expect(told > setting.minGain)
        }
      }
    }
    #expect(splits > 15)
  }

  @Test(arguments: smooth, [false, true])
  func `each leaf is the penalised step of its rows' gradients`(objective: BoostingObjective, isWeighted: Bool) throws {
    for (l1, l2) in [(0, 0), (0, 2), (1.5, 1)] as [(Double, Double)] {
      var walk = try Walk(
        data(objective, isWeighted: isWeighted, seed: 20),
        BoostingConfiguration(
          objective: objective, rounds: 6, maxLeaves: 9, learningRate: 0.5, minRowsPerLeaf: 4, l1: l1, l2: l2))
      walk.forEachTree { walk, tree, twin, rows in
        for (index, node) in walk.trees.nodes(tree).enumerated() {
          let cover = Double(walk.trees.trees.statistics[walk.trees.trees.starts[tree] + index].cover)
          #expect(abs(cover - twin.sum(twin.hessians, rows[index])) < 1e-3 * max(1, cover))
          guard node.isLeaf else { continue }
          let answer = 0.5 * twin.answer(rows[index])
          #expect(abs(Double(node.value) - answer) < 1e-3 * max(1, abs(answer)), "\(tree).\(index)")
        }
      }
    }
  }

  @Test(
    arguments: [
      (BoostingObjective.absoluteError, [0.5]), (.quantile(0.8), [0.8]), (.quantile(0.05), [0.05]),
      (.quantiles([0.1, 0.4, 0.9]), [0.1, 0.4, 0.9]),
    ] as [(BoostingObjective, [Double])])
  func `each leaf of a quantile is the quantile of its rows' residuals`(
    objective: BoostingObjective, levels: [Double]
  ) throws {
    for isWeighted in [false, true] {
      var walk = try Walk(
        data(objective, isWeighted: isWeighted, seed: 21),
        BoostingConfiguration(objective: objective, rounds: 6, maxLeaves: 5, learningRate: 0.5, minRowsPerLeaf: 8))
      walk.forEachTree { walk, tree, _, rows in
        let output = walk.trees.trees.outputs[tree]
        let level = levels[output]
        for (index, node) in walk.trees.nodes(tree).enumerated() where node.isLeaf {
          let answer = Double(node.value) / 0.5
          func weight(_ isBelow: (Double) -> Bool) -> Double {
            rows[index].reduce(0) { sum, row in
              let residual = Double(walk.data.targets[row]) - walk.margins[row][output]
              return sum + (isBelow(residual) ? (isWeighted ? Double(walk.data.weights[row]) : 1) : 0)
            }
          }
          let all = weight { _ in true }
          // The quantile of n numbers lies where that of n + 1 would be expected, or at the last.
          let wanted = isWeighted ? level * all : min(max(level * (all + 1), 1), all)
          #expect(weight { $0 < answer - 1e-5 } <= wanted && weight { $0 <= answer + 1e-5 } >= wanted.rounded(.down))
        }
      }
    }
  }

  @Test(arguments: [BoostingObjective.squaredError, .logistic])
  func `leaves are divided in the order of their gains, or level by level`(objective: BoostingObjective) throws {
    for growth in TreeGrowth.allCases {
      var walk = try Walk(
        data(objective, isWeighted: false, seed: 23),
        BoostingConfiguration(objective: objective, rounds: 4, growth: growth, maxLeaves: 7, minRowsPerLeaf: 3))
      walk.forEachTree { walk, tree, twin, rows in
        let nodes = Array(walk.trees.nodes(tree))
        var depths = [Int](repeating: 0, count: nodes.count)
        // Each split's children stand behind those of all splits before it.
        let order = nodes.indices.filter { !nodes[$0].isLeaf }.sorted { nodes[$0].left < nodes[$1].left }
        var open: Set<Int> = [0]
        for index in order {
          let gains = open.map { (depth: growth == .depthWise ? depths[$0] : 0, gain: twin.bestGain(rows[$0]) ?? 0) }
          let own = (growth == .depthWise ? depths[index] : 0, twin.bestGain(rows[index]) ?? 0)
          for other in gains where other.gain > 1e-3 {
            #expect(own.0 < other.depth || (own.0 == other.depth && own.1 >= other.gain - 1e-3))
          }
          open.remove(index)
          for child in [Int(nodes[index].left), Int(nodes[index].left) + 1] {
            depths[child] = depths[index] + 1
            open.insert(child)
          }
        }
      }
    }
  }
}
