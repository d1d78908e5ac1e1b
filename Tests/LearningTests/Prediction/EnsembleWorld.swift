import Learning
import Tensors

/// Seeded trees without sense, and rows that hit their thresholds.
struct EnsembleWorld {
  /// What the trees of a world look like.
  struct Shape {
    var features = 6
    var trees = 40
    var leaves = 2...31
    var outputs = 1
    var categoricalFeatures: Set<Int> = []
    var zeroIsMissing: [Int] = []
    /// How many different thresholds there are; few make ties.
    var thresholds = 12
  }

  var random: RandomSource
  let shape: Shape
  private let thresholds: [Float]

  init(seed: UInt64, _ shape: Shape) {
    random = RandomSource(seed: seed)
    self.shape = shape
    var thresholds: [Float] = [0, -0.0, 1, -1, .greatestFiniteMagnitude, 1e-35, -1e-35, 3]
    while thresholds.count < shape.thresholds { thresholds.append(Float(random.normal())) }
    self.thresholds = thresholds
  }

  /// A model of random trees.
  ///
  /// The leaves are multiples of 2⁻¹² below 8, so that a sum in Double is exact in every order.
  mutating func model(link: MarginLink? = nil) -> BoostedTrees {
    var ensemble = TreeEnsemble()
    for number in 0..<shape.trees {
      let nodes = tree(&ensemble.categories)
      ensemble.append(
        nodes, [NodeStatistics](repeating: NodeStatistics(gain: 0, cover: 0), count: nodes.count),
        output: number % shape.outputs)
    }
    return BoostedTrees(
      featureCount: shape.features, objective: shape.outputs == 1 ? .squaredError : .softmax(shape.outputs),
      link: link, baseMargins: (0..<shape.outputs).map { _ in leaf() }, zeroIsMissing: shape.zeroIsMissing,
      trees: ensemble)
  }

  /// Rows of shape `[N, F]`: thresholds, their neighbours, categories, values anywhere, and what is no number.
  mutating func rows(_ count: Int) -> [Float] {
    (0..<count * shape.features).map { place in
      if shape.categoricalFeatures.contains(place % shape.features) {
        switch random.integer(below: 10) {
        case 0: return .nan
        case 1: return [-1, -0.0, 0.5, 7.75, 1e9, 16_777_215, 16_777_216, .infinity][random.integer(below: 8)]
        default: return Float(random.integer(below: 90))
        }
      }
      let threshold = thresholds[random.integer(below: thresholds.count)]
      switch random.integer(below: 10) {
      case 0: return .nan
      case 1:
        return [Float.infinity, -.infinity, 0, -0.0, 1e-36, -1e-36, .leastNonzeroMagnitude][random.integer(below: 7)]
      case 2: return threshold.nextUp
      case 3: return threshold.nextDown
      case 4, 5, 6: return Float(random.normal()) * 2
      default: return threshold
      }
    }
  }

  private mutating func leaf() -> Float { Float(random.integer(below: 1 << 16) - 1 << 15) / 4096 }

  /// A tree that grows at random leaves.
  private mutating func tree(_ sets: inout CategorySets) -> [TreeNode] {
    let count = shape.leaves.lowerBound + random.integer(below: shape.leaves.count)
    var nodes = [TreeNode.leaf(leaf())]
    var leaves = [0]
    while leaves.count < count {
      let place = random.integer(below: leaves.count)
      let feature = random.integer(below: shape.features)
      let sendsMissingLeft = random.uniform() < 0.5
      if shape.categoricalFeatures.contains(feature) {
        let largest = random.integer(below: 80) + 1
        let categories = (0..<random.integer(below: 12)).map { _ in random.integer(below: largest) }
        nodes[leaves[place]] = .split(
          feature: feature, categorySet: sets.append(categories), sendsMissingLeft: sendsMissingLeft,
          left: nodes.count)
      } else {
        nodes[leaves[place]] = .split(
          feature: feature, threshold: thresholds[random.integer(below: thresholds.count)],
          sendsMissingLeft: sendsMissingLeft, left: nodes.count)
      }
      leaves[place] = nodes.count
      leaves.append(nodes.count + 1)
      nodes += [.leaf(leaf()), .leaf(leaf())]
    }
    return nodes
  }
}
