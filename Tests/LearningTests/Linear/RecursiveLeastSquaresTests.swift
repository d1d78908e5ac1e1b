import Foundation
import Learning
import Tensors
import Testing

struct RecursiveLeastSquaresTests {
  /// The weights by the normal equations of the weighted ridge regression, in Double.
  private func batch(_ rows: [[Float]], _ targets: [Float], forgetting: Double, prior: Double) -> [Double] {
    let features = rows[0].count
    let last = rows.count
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: features + 1), count: features)
    for feature in 0..<features { matrix[feature][feature] = pow(forgetting, Double(last)) / prior }
    for (row, x) in rows.enumerated() {
      let weight = pow(forgetting, Double(last - 1 - row))
      for left in 0..<features {
        for right in 0..<features { matrix[left][right] += weight * Double(x[left]) * Double(x[right]) }
        matrix[left][features] += weight * Double(x[left]) * Double(targets[row])
      }
    }
    for pivot in 0..<features {
      for row in 0..<features where row != pivot {
        let factor = matrix[row][pivot] / matrix[pivot][pivot]
        for column in pivot...features { matrix[row][column] -= factor * matrix[pivot][column] }
      }
    }
    return matrix.indices.map { matrix[$0][features] / matrix[$0][$0] }
  }

  private func world(_ count: Int, features: Int, seed: UInt64) -> (rows: [[Float]], targets: [Float]) {
    var random = RandomSource(seed: seed)
    let truth = (0..<features).map { _ in random.normal() }
    var rows: [[Float]] = []
    var targets: [Float] = []
    for _ in 0..<count {
      let x = [1] + (1..<features).map { _ in Float(random.normal()) }
      rows.append(x)
      targets.append(Float(zip(x, truth).reduce(0) { $0 + Double($1.0) * $1.1 } + 0.1 * random.normal()))
    }
    return (rows, targets)
  }

  @Test(arguments: [(1, 40), (3, 200), (16, 300), (17, 300), (30, 2_000)])
  func `the weights are those of a weighted ridge regression`(features: Int, count: Int) {
    let (rows, targets) = world(count, features: features, seed: UInt64(features))
    for (forgetting, prior) in [(Float(1), Float(1)), (0.99, 0.5), (0.9998, 4)] {
      var regression = RecursiveLeastSquares(
        features: features, forgetting: forgetting, priorVariance: prior, largestVariance: 1e6)
      for (x, y) in zip(rows, targets) { regression.update(x.span, target: y) }
      let expected = batch(rows, targets, forgetting: Double(forgetting), prior: Double(prior))
      for (weight, expected) in zip(regression.weights, expected) {
        #expect(abs(Double(weight) - expected) < 2e-4, "\(features) features, λ \(forgetting)")
      }
    }
  }

  @Test func `a prediction uses the weights from before`() {
    var regression = RecursiveLeastSquares(features: 2, forgetting: 1)
    let x: [Float] = [1, 2]
    #expect(regression.update(x.span, target: 6) == 0)
    // P = I: u = x, so w = x · 6 / (1 + 5).
    #expect(regression.weights == [1, 2])
    #expect(regression.update(x.span, target: 5) == 5)
  }

  @Test func `old rows are forgotten`() {
    func error(forgetting: Float) -> Float {
      var regression = RecursiveLeastSquares(features: 5, forgetting: forgetting)
      let before = world(2_000, features: 5, seed: 1)
      let after = world(500, features: 5, seed: 2)
      for (x, y) in zip(before.rows + after.rows, before.targets + after.targets) {
        regression.update(x.span, target: y)
      }
      return zip(after.rows, after.targets).suffix(50).reduce(0) {
        $0 + abs(regression.update($1.0.span, target: $1.1) - $1.1)
      } / 50
    }
    #expect(error(forgetting: 0.98) < 0.15)
    #expect(error(forgetting: 1) > 0.5)
  }

  @Test func `a hundred thousand rows leave single precision sound`() {
    var random = RandomSource(seed: 5)
    var regression = RecursiveLeastSquares(features: 30, forgetting: 0.9998)
    var state = [Float](repeating: 0, count: 30)
    var late: Float = 0
    for row in 0..<100_000 {
      // Slow features that resemble each other, four that are silent for the first two thirds, and wild targets at times.
      for feature in 0..<30 {
        state[feature] =
          0.98 * state[feature] + 0.05 * Float(random.normal()) + (feature > 20 ? 0.3 * (state[3] - state[feature]) : 0)
        if feature >= 26, row < 66_000 { state[feature] = 0 }
      }
      let wild: Float = row % 5_000 == 17 ? 8 : 0
      let target = 2 * state[1] - state[25] + 0.01 * Float(random.normal()) + wild
      let prediction = regression.update(state.span, target: target)
      if row >= 90_000, wild == 0 { late += abs(prediction - target) / 10_000 }
    }
    #expect(late < 0.03)
    #expect(regression.weights.allSatisfy { abs($0) < 5 })
  }

  @Test func `what no row shows does not grow without end`() {
    var regression = RecursiveLeastSquares(features: 2, forgetting: 0.9, largestVariance: 10)
    for row in 0..<1_000 { regression.update([Float(row % 3), 0].span, target: 1) }
    // With P held to 10 along the second feature the first row that shows it moves its weight by 10 y / (λ + 10).
    let before = regression.weights[1]
    regression.update([0, 1].span, target: 1)
    #expect(before == 0)
    #expect(abs(regression.weights[1] - 10 / 10.9) < 1e-4)
  }

  @Test func `a copy by way of JSON goes on alike`() throws {
    let (rows, targets) = world(400, features: 7, seed: 9)
    var regression = RecursiveLeastSquares(features: 7, forgetting: 0.999)
    for (x, y) in zip(rows, targets).prefix(200) { regression.update(x.span, target: y) }
    let encoded = try JSONEncoder().encode(regression)
    var copy = try JSONDecoder().decode(RecursiveLeastSquares.self, from: encoded)
    for (x, y) in zip(rows, targets).dropFirst(200) {
      #expect(regression.update(x.span, target: y) == copy.update(x.span, target: y))
    }
    #expect(regression.weights == copy.weights)
  }

  @Test(arguments: [
    #""features":2"#: #""features":3"#, #""forgetting":1"#: #""forgetting":2"#, #""weights":[0,0]"#: #""weights":[0]"#,
  ])
  func `damaged JSON is refused`(found: String, replacement: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(RecursiveLeastSquares(features: 2, forgetting: 1)), as: UTF8.self)
    #expect(text.contains(found))
    let damaged = Data(text.replacing(found, with: replacement).utf8)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(RecursiveLeastSquares.self, from: damaged) }
  }
}
