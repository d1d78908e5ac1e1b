import Foundation
import Learning
import Testing

/// Ten updates beside PyTorch, from the same weights and batches; the script and its versions stand in the fixtures.
struct LSTMTorchLossTests {
  /// Golden values that `Fixtures/lstm-losses.py` wrote, besides the weights.
  private struct Golden: Decodable {
    struct Batch: Decodable {
      let inputs: [Float]
      let targets: [Float]
    }

    let steps: Int
    let rows: Int
    let warmUp: Int
    let delta: Float
    let learningRate: Float
    let batches: [Batch]
    let huber: [Double]
    let squared: [Double]
  }

  private struct Weights: Decodable {
    let tensors: [String: LSTMFixture.Array]
  }

  @Test(arguments: [1, 2], ["huber", "squared"])
  func `ten losses of a training are PyTorch's`(layers: Int, name: String) throws {
    let file = Bundle.module.bundleURL.appendingPathComponent("Fixtures/lstm-losses-l\(layers).json")
    let data = try Data(contentsOf: file)
    let golden = try JSONDecoder().decode(Golden.self, from: data)
    let weights = try JSONDecoder().decode(Weights.self, from: data)
    var network = try LSTMNetwork(tensors: weights.tensors.mapValues(\.tensor))
    let loss = name == "huber" ? LSTMLoss.huber(delta: golden.delta) : .squared
    let expected = name == "huber" ? golden.huber : golden.squared
    #expect(golden.batches.count == 10 && expected.count == 10)

    var optimizer = AdamOptimizer()
    let count = network.parameters.count
    var means = [SIMD16<Float>](repeating: .zero, count: count)
    var variances = means
    for (batch, expected) in zip(golden.batches, expected) {
      let (value, gradient) = try LSTMBatch(
        inputs: batch.inputs, targets: batch.targets, rows: golden.rows, steps: golden.steps, warmUp: golden.warmUp
      ).gradient(of: network, loss)
      #expect(abs(value - expected) < 1e-5)
      optimizer.advance(learningRate: golden.learningRate).move(
        &network.parameters, gradient: gradient.parameters, means: &means, variances: &variances, count: count)
    }
  }
}
