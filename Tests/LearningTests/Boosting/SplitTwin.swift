import Learning

/// The best split of some rows, found by trying every feature, threshold and direction of missing values on the numbers
/// themselves.
struct SplitTwin {
  var data: TrainingMatrix
  /// Negative gradients and hessians with the weights in them, shape `[N]`.
  var gradients: [Double]
  var hessians: [Double]
  var l1 = 0.0
  var l2 = 0.0
  var minRows = 1
  var minHessian = 0.0

  /// What a leaf is worth: max over answers a of 2 (G a − α |a|) − (H + λ) a².
  func score(_ rows: [Int]) -> Double {
    let (gradient, hessian) = (sum(gradients, rows), sum(hessians, rows))
    let answer = answer(rows)
    return 2 * (gradient * answer - l1 * abs(answer)) - (hessian + l2) * answer * answer
  }

  /// The answer of a leaf.
  func answer(_ rows: [Int]) -> Double {
    let gradient = sum(gradients, rows)
    let shrunk = max(abs(gradient) - l1, 0) / (sum(hessians, rows) + l2)
    return gradient < 0 ? -shrunk : shrunk
  }

  func sum(_ values: [Double], _ rows: [Int]) -> Double { rows.reduce(0) { $0 + values[$1] } }

  /// The rows that go left.
  func left(_ rows: [Int], _ feature: Int, _ threshold: Float, _ missingLeft: Bool) -> [Int] {
    rows.filter { row in
      let value = data.features[row * data.featureCount + feature]
      return value.isNaN ? missingLeft : value <= threshold
    }
  }

  /// How much a split of rows gains; nil if a child is too small.
  func gain(_ rows: [Int], left: [Int]) -> Double? {
    let chosen = Set(left)
    let right = rows.filter { !chosen.contains($0) }
    // Without unit hessians a child's rows are estimated from its share of the hessian.
    let least = max(Double(minRows) * sum(hessians, rows) / Double(rows.count), minHessian) * (1 - 1e-6)
    guard !left.isEmpty, !right.isEmpty, sum(hessians, left) >= least, sum(hessians, right) >= least else {
      return nil
    }
    return score(left) + score(right) - score(rows)
  }

  /// The highest gain of all; nil where nothing can be split.
  func bestGain(_ rows: [Int]) -> Double? {
    guard rows.count >= 2 * minRows else { return nil }
    var best: Double?
    for feature in 0..<data.featureCount {
      let values = Set(rows.map { data.features[$0 * data.featureCount + feature] }.filter { !$0.isNaN })
      for threshold in values {
        for missingLeft in [false, true] {
          guard let gain = gain(rows, left: left(rows, feature, threshold, missingLeft)) else { continue }
          best = max(best ?? gain, gain)
        }
      }
    }
    return best
  }
}
