import Learning
import Testing

/// Against PyTorch in float64; the script and its versions stand in the fixtures.
struct LSTMNetworkReferenceTests {
  @Test func `every step gives PyTorch's hidden state, cell state and output`() throws {
    let golden = try LSTMFixture.read("lstm-cell-d3-h4-t5.json")
    let network = try golden.network()
    #expect(network.configuration == LSTMConfiguration(inputs: 3, hidden: 4, outputs: 2))
    let inputs = try #require(golden.inputs)
    let (hidden, cell, outputs) = try (
      #require(golden.hidden), #require(golden.cell), #require(golden.outputs)
    )
    var state = network.makeState()
    for step in 0..<5 {
      var output: [Float] = [0, 0]
      var span = output.mutableSpan
      network.step(inputs.span.extracting(step * 3..<step * 3 + 3), state: &state, into: &span)
      #expect(largestDifference(state.hidden, Array(hidden[step * 4..<step * 4 + 4])) < 1e-6)
      #expect(largestDifference(state.cell, Array(cell[step * 4..<step * 4 + 4])) < 1e-6)
      #expect(largestDifference(output, Array(outputs[step * 2..<step * 2 + 2])) < 2e-6)
    }
  }

  @Test(arguments: ["huber", "squared"])
  func `loss and gradients are PyTorch's`(name: String) throws {
    let golden = try LSTMFixture.read("lstm-gradient-d3-h5-o2-t6-b3.json")
    let network = try golden.network()
    let expected = try #require(name == "huber" ? golden.huber : golden.squared)
    let loss = name == "huber" ? LSTMLoss.huber(delta: try #require(golden.delta)) : .squared
    let batch = try LSTMBatch(
      inputs: #require(golden.inputs), targets: #require(golden.targets), rows: #require(golden.rows),
      steps: #require(golden.steps), warmUp: #require(golden.warmUp))
    let (value, gradient) = try batch.gradient(of: network, loss)
    #expect(abs(value - expected.loss) < 1e-6 * expected.loss)

    // A gradient has the shape of the parameters, so it can be read through the same names. The
    // second bias has the gradient of the first: only one of them is here.
    let tensors = gradient.tensors()
    for (tensor, values) in expected.gradients where tensor != "bias_hh_l0" {
      let actual = try #require(tensors[tensor])
      #expect(actual.shape == values.shape)
      #expect(relativeError(actual.values.map(Double.init), values.values.map(Double.init)) < 2e-6, "\(tensor)")
    }
    #expect(expected.gradients["bias_hh_l0"]?.values == expected.gradients["bias_ih_l0"]?.values)
  }
}
