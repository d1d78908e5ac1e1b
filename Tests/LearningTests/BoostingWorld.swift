import Learning
import Tensors

/// Seeded data whose rule is known.
struct BoostingWorld {
  var random: RandomSource

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
}

extension TrainingMatrix {
  /// The features of one row.
  func row(_ index: Int) -> [Float] {
    Array(features[index * featureCount..<(index + 1) * featureCount])
  }
}

/// The bits of a model: equal only if the models are equal to the last bit.
func boostingBits(_ trees: BoostedTrees) -> [String: [UInt32]] {
  trees.tensors(prefix: "").mapValues { tensor in
    tensor.shape.map { UInt32($0) } + tensor.values.map(\.bitPattern)
  }
}
