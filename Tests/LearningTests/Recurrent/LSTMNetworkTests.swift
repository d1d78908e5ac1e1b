import Learning
import Tensors
import Testing

struct LSTMNetworkTests {
  private func network(
    _ inputs: Int, _ hidden: Int, _ outputs: Int, layers: Int = 1, seed: UInt64 = 1
  ) -> LSTMNetwork {
    LSTMNetwork(LSTMConfiguration(inputs: inputs, hidden: hidden, layers: layers, outputs: outputs, seed: seed))
  }

  /// The outputs of sequences [T, B, D], one step and one sequence at a time.
  private func streamed(_ network: LSTMNetwork, _ inputs: Tensor) -> [Float] {
    let (steps, rows, width) = (inputs.shape[0], inputs.shape[1], inputs.shape[2])
    let outputs = network.configuration.outputs
    var result = [Float](repeating: 0, count: steps * rows * outputs)
    for row in 0..<rows {
      var state = network.makeState()
      for step in 0..<steps {
        let frame = step * rows + row
        var output = [Float](repeating: .nan, count: outputs)
        var span = output.mutableSpan
        network.step(
          inputs.values.span.extracting(frame * width..<(frame + 1) * width), state: &state, into: &span)
        result.replaceSubrange(frame * outputs..<(frame + 1) * outputs, with: output)
      }
    }
    return result
  }

  @Test(arguments: [
    [3, 5, 1, 2, 1, 1], [3, 5, 1, 2, 40, 3], [1, 1, 1, 1, 17, 2], [38, 48, 1, 38, 33, 2], [8, 64, 1, 1, 20, 5],
    [8, 64, 1, 10, 12, 16], [5, 17, 2, 3, 9, 67], [7, 130, 2, 1, 4, 6], [2, 31, 3, 17, 6, 129], [8, 64, 1, 1, 60, 1],
  ])
  func `sequences side by side, step by step and in the plain twin agree`(sizes: [Int]) {
    let (inputs, hidden, layers) = (sizes[0], sizes[1], sizes[2])
    let (outputs, steps, rows) = (sizes[3], sizes[4], sizes[5])
    let network = network(inputs, hidden, outputs, layers: layers)
    let sequences = Tensor(normalValues(steps * rows * inputs, scale: 2, seed: 2), shape: [steps, rows, inputs])
    let batched = network.outputs(of: sequences)
    #expect(batched.shape == [steps, rows, outputs])
    let plain = LSTMReference(network).outputs(of: sequences.values.map(Double.init), rows: rows).map { Float($0) }
    #expect(largestDifference(batched.values, plain) < 5e-6)
    #expect(largestDifference(streamed(network, sequences), plain) < 5e-6)
    #expect(plain.contains { abs($0) > 0.001 })
  }

  @Test(arguments: [1, 6, 70]) func `the outputs of the last steps are those of all steps, and a reader reads again`(
    rows: Int
  ) {
    let network = network(3, 21, 17, layers: 2)
    let sequences = Tensor(normalValues(9 * rows * 3, seed: 2), shape: [9, rows, 3])
    let all = network.outputs(of: sequences).values
    let reader = LSTMSequenceReader(network)
    for first in [8, 0, 5, 9] {
      var outputs = [Float](repeating: .nan, count: (9 - first) * rows * 17)
      var span = outputs.mutableSpan
      reader.read(sequences.values.span, steps: 9, rows: rows, from: first, into: &span)
      #expect(outputs == Array(all[(first * rows * 17)...]))
    }
  }

  @Test(arguments: [1, 2]) func `no output changes with what comes after it, to the bit`(rows: Int) {
    let network = network(3, 21, 2, layers: 2)
    var values = normalValues(40 * rows * 3, seed: 2)
    let all = network.outputs(of: Tensor(values, shape: [40, rows, 3])).values
    for steps in [1, 2, 5, 15, 16, 17, 31, 33, 39] {
      let some = network.outputs(of: Tensor(Array(values[..<(steps * rows * 3)]), shape: [steps, rows, 3])).values
      #expect(some == Array(all[..<(steps * rows * 2)]), "\(steps) steps")
    }
    values.replaceSubrange((20 * rows * 3)..., with: [Float](repeating: .nan, count: 20 * rows * 3))
    let broken = network.outputs(of: Tensor(values, shape: [40, rows, 3])).values
    #expect(broken[..<(20 * rows * 2)] == all[..<(20 * rows * 2)])
    #expect(broken[(20 * rows * 2)...].allSatisfy { $0.isNaN })
  }

  @Test func `a reader forgets a sequence with a missing value`() {
    let network = network(3, 21, 2, layers: 2)
    let reader = LSTMSequenceReader(network)
    let sequence = normalValues(20 * 3, seed: 2)
    let outputs = { (inputs: [Float]) -> [Float] in
      var outputs = [Float](repeating: 0, count: inputs.count / 3 * 2)
      var span = outputs.mutableSpan
      reader.read(inputs.span, steps: inputs.count / 3, rows: 1, into: &span)
      return outputs
    }
    let first = outputs(sequence)
    #expect(outputs([Float](repeating: .nan, count: 33 * 3)).allSatisfy { $0.isNaN })
    #expect(outputs(sequence) == first)
  }

  @Test func `a copy of a network keeps its weights when the other's change`() {
    let network = network(3, 5, 2)
    var changed = network
    changed[0] += 1
    #expect(changed != network)
    #expect(changed[0] == network[0] + 1)
    var filled = network
    filled.parameters = changed.parameters
    #expect(filled == changed)
  }

  @Test func `no sequences and no steps give no outputs`() {
    #expect(network(3, 5, 2).outputs(of: Tensor(zeros: [0, 4, 3])).shape == [0, 4, 2])
    #expect(network(3, 5, 2).outputs(of: Tensor(zeros: [4, 0, 3])).shape == [4, 0, 2])
  }

  @Test func `huge inputs saturate the cell and give finite outputs`() {
    let network = network(2, 5, 1)
    let outputs = network.outputs(of: Tensor([1e30, -1e30, -1e30, 1e30, 1e4, 1e4], shape: [3, 1, 2]))
    #expect(outputs.values.allSatisfy { $0.isFinite })
  }

  @Test func `a missing value makes the outputs and the state missing until the state is reset`() {
    let network = network(2, 17, 3)
    var state = network.makeState()
    let output = { (input: [Float]) -> [Float] in
      var output: [Float] = [0, 0, 0]
      var span = output.mutableSpan
      network.step(input.span, state: &state, into: &span)
      return output
    }
    let first = output([1, 2])
    #expect(output([.nan, 2]).allSatisfy { $0.isNaN })
    #expect(output([1, 2]).allSatisfy { $0.isNaN })
    #expect(state.hidden.allSatisfy { $0.isNaN })
    state.reset()
    #expect(output([1, 2]) == first)
  }

  @Test func `first weights are within their bound, differ by seed, and the forget bias is 1`() throws {
    let tensors = network(3, 16, 2).tensors()
    for name in ["weight_ih_l0", "weight_hh_l0", "head.weight"] {
      let values = try #require(tensors[name]).values
      #expect(values.allSatisfy { abs($0) <= 0.25 })
      #expect(values.contains { $0 > 0.15 } && values.contains { $0 < -0.15 })
    }
    let bias = try #require(tensors["bias_ih_l0"]).values
    #expect((0..<64).allSatisfy { bias[$0] == ((16..<32).contains($0) ? 1 : 0) })
    #expect(network(3, 16, 2, seed: 1) == network(3, 16, 2, seed: 1))
    #expect(network(3, 16, 2, seed: 1) != network(3, 16, 2, seed: 2))
  }

  @Test func `the number of parameters counts one bias for each gate`() {
    #expect(network(38, 48, 38).parameterCount == 4 * 48 * (38 + 48 + 1) + 38 * 49)
    #expect(network(8, 20, 1, layers: 2).parameterCount == 4 * 20 * (8 + 20 + 1) + 4 * 20 * (20 + 20 + 1) + 21)
  }

  @Test func `a setting out of range is refused with a sentence`() throws {
    #expect(
      throws: RecurrentError.invalidSetting(name: "hidden", value: "0", expected: "a number from 1 to 16384")
    ) {
      try LSTMConfiguration(inputs: 1, hidden: 0, outputs: 1).validated()
    }
    #expect(throws: RecurrentError.self) { try LSTMConfiguration(inputs: -1, hidden: 1, outputs: 1).validated() }
    #expect(throws: RecurrentError.self) { try LSTMConfiguration(inputs: 1, hidden: 1, outputs: 0).validated() }
    #expect(throws: RecurrentError.self) {
      try LSTMConfiguration(inputs: 1, hidden: 1, layers: 17, outputs: 1).validated()
    }
    let valid = LSTMConfiguration(inputs: 1, hidden: 1, outputs: 1)
    #expect(try valid.validated() == valid)
  }
}
