import Learning
import Tensors

/// Seeded data whose rule is known.
struct BoostingWorld {
  var random: RandomSource

  /// One of every kind of objective.
  static let objectives: [BoostingObjective] = [
    .squaredError, .absoluteError, .huber(0.7), .poisson, .logistic, .softmax(3), .quantile(0.8),
    .quantiles([0.1, 0.4, 0.75, 0.9]),
  ]

  init(seed: UInt64) {
    random = RandomSource(seed: seed)
  }

  /// Rows of normal features, some of them missing, and a target made from each row.
  mutating func matrix(
    rows: Int, features: Int, missing: Double = 0, target: ([Float], Float) -> Float
  ) -> TrainingMatrix {
    var values: [Float] = []
    var targets: [Float] = []
    for _ in 0..<rows {
      let row = (0..<features).map { _ -> Float in
        let value = Float(random.normal())
        return random.uniform() < missing ? .nan : value
      }
      values += row
      targets.append(target(row, Float(random.normal())))
    }
    return TrainingMatrix(features: values, featureCount: features, targets: targets)
  }

  /// A smooth and a jumping part, and some noise.
  mutating func mixed(rows: Int, features: Int = 6, missing: Double = 0, noise: Float = 0.3) -> TrainingMatrix {
    matrix(rows: rows, features: features, missing: missing) { row, normal in
      let known = row.map { $0.isNaN ? Float(0.5) : $0 }
      return 2 * known[0] + (known[1] > 0 ? known[2] : -known[2]) + noise * normal
    }
  }

  /// The same with targets that an objective is for and, if wanted, with weights and with categories in column 1.
  mutating func mixed(
    for objective: BoostingObjective, rows: Int, features: Int = 6, missing: Double = 0, noise: Float = 0.3,
    isWeighted: Bool = false, categories: Int = 0
  ) -> TrainingMatrix {
    let data = mixed(rows: rows, features: features, missing: missing, noise: noise)
    var values = data.features
    var targets = data.targets
    if categories > 0 {
      for row in 0..<rows where !values[row * features + 1].isNaN {
        let category = random.integer(below: categories)
        values[row * features + 1] = Float(category)
        // Neighbouring categories have nothing in common.
        targets[row] += Float(category * 7 % 5) - 2
      }
    }
    let weights = isWeighted ? (0..<rows).map { _ in Float(random.integer(below: 4)) * 0.75 } : []
    return TrainingMatrix(
      features: values, featureCount: features, targets: targets.map { Self.target($0, for: objective) },
      weights: weights, categoricalFeatures: categories > 0 ? [1] : [])
  }

  /// Makes a number a target that an objective is for.
  static func target(_ number: Float, for objective: BoostingObjective) -> Float {
    switch objective {
    case .poisson: max(0, (number + 2).rounded())
    case .logistic: number > 0 ? 1 : 0
    case .softmax(let classes): min(max((number + 1).rounded(.down), 0), Float(classes - 1))
    default: number
    }
  }
}

extension TrainingMatrix {
  /// The features of one row.
  func row(_ index: Int) -> [Float] {
    Array(features[index * featureCount..<(index + 1) * featureCount])
  }

  /// Some of the rows, in any order, some perhaps several times.
  func rows(_ indices: [Int]) -> TrainingMatrix {
    TrainingMatrix(
      features: indices.flatMap { row($0) }, featureCount: featureCount, targets: indices.map { targets[$0] },
      weights: weights.isEmpty ? [] : indices.map { weights[$0] }, categoricalFeatures: categoricalFeatures)
  }

  /// The same rows with other weights.
  func weighted(_ weights: [Float]) -> TrainingMatrix {
    TrainingMatrix(
      features: features, featureCount: featureCount, targets: targets, weights: weights,
      categoricalFeatures: categoricalFeatures)
  }
}

extension BoostedTrees {
  /// The only prediction of a row.
  func prediction(_ row: [Float]) -> Float { predict(row.span) }

  /// All predictions of a row.
  func predictions(_ row: [Float]) -> [Float] {
    var values = [Float](repeating: 0, count: outputCount)
    var span = values.mutableSpan
    predict(row.span, into: &span)
    return values
  }

  /// All margins of a row.
  func margins(_ row: [Float]) -> [Float] {
    var values = [Float](repeating: 0, count: outputCount)
    var span = values.mutableSpan
    margins(row.span, into: &span)
    return values
  }

  /// The nodes of one tree.
  func nodes(_ tree: Int) -> ArraySlice<TreeNode> { trees.nodes[trees.starts[tree]..<trees.starts[tree + 1]] }
}

/// The bits of a model: equal only if the models are equal to the last bit.
func boostingBits(_ trees: BoostedTrees) -> [String: [UInt32]] {
  trees.tensors(prefix: "").mapValues { tensor in
    tensor.shape.map { UInt32($0) } + tensor.values.map(\.bitPattern)
  }
}
