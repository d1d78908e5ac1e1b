import Learning
import Testing

struct AdamOptimizerTests {
  /// Three parameters at most, moved as one vector.
  private struct Moved {
    var optimizer = AdamOptimizer()
    var moments: (means: SIMD16<Float>, variances: SIMD16<Float>) = (.zero, .zero)

    mutating func update(_ parameters: inout [Float], _ gradient: [Float], scale: Float = 1, learningRate: Float) {
      var (vector, slopes) = (SIMD16<Float>.zero, SIMD16<Float>.zero)
      for index in parameters.indices { (vector[index], slopes[index]) = (parameters[index], gradient[index]) }
      optimizer.advance(learningRate: learningRate, scale: scale).move(
        &vector, gradient: &slopes, means: &moments.means, variances: &moments.variances, count: 1)
      for index in parameters.indices { parameters[index] = vector[index] }
    }
  }

  @Test func `two updates are those computed by hand`() {
    var optimizer = Moved()
    var parameters: [Float] = [1, -1]
    // m = 0.1 g, v = 0.001 g²; both corrected to g and g²: a step of the rate against the sign of g.
    optimizer.update(&parameters, [0.5, -4], learningRate: 0.1)
    #expect(largestDifference(parameters, [0.9, -0.9]) < 1e-6)
    // First: m = 0.9·0.05 − 0.1 = −0.055, m̂ = −0.055/0.19; v = 0.999·0.00025 + 0.001, v̂ = 0.00124975/0.001999;
    // m̂/√v̂ = −0.366106. Second: m = 0.9·(−0.4), m̂ = −0.36/0.19; v = 0.999·0.016, v̂ = 0.015984/0.001999;
    // m̂/√v̂ = −0.670058.
    optimizer.update(&parameters, [-1, 0], learningRate: 0.1)
    #expect(largestDifference(parameters, [0.9366106, -0.8329942]) < 1e-6)
    #expect(optimizer.optimizer.updates == 2)
  }

  @Test func `ten updates are PyTorch's`() throws {
    let golden = try LSTMFixture.read("lstm-adam-n3-k10.json")
    var parameters = try #require(golden.start)
    var optimizer = Moved()
    let updates = try #require(golden.updates)
    #expect(updates.count == 10)
    for expected in updates {
      optimizer.update(&parameters, expected.gradients, learningRate: expected.learningRate)
      #expect(largestDifference(parameters, expected.parameters) < 1e-6)
    }
  }

  @Test func `the scale multiplies the gradient`() {
    var (scaled, plain) = (Moved(), Moved())
    var (left, right): ([Float], [Float]) = ([0], [0])
    for gradient: Float in [8, -2, 4] {
      scaled.update(&left, [gradient], scale: 0.25, learningRate: 0.01)
      plain.update(&right, [gradient / 4], learningRate: 0.01)
    }
    #expect(left == right)
    #expect(scaled.moments == plain.moments)
  }

  @Test func `a zero gradient from the start moves nothing`() {
    var optimizer = Moved()
    var parameters: [Float] = [3]
    optimizer.update(&parameters, [0], learningRate: 1)
    #expect(parameters == [3])
  }

  @Test func `a quadratic bowl is descended to its floor`() {
    var optimizer = Moved()
    var parameters: [Float] = [5, -3]
    for step in 1...2000 {
      let gradient = [2 * (parameters[0] - 1), 200 * (parameters[1] - 2)]
      optimizer.update(&parameters, gradient, learningRate: 0.05 * (1 - Float(step) / 2000))
    }
    #expect(largestDifference(parameters, [1, 2]) < 1e-3)
  }
}
