import Foundation
import Learning
import Tensors
import Testing

struct LSTMNetworkTensorsTests {
  private let network = LSTMNetwork(LSTMConfiguration(inputs: 3, hidden: 5, outputs: 2, seed: 9))

  @Test func `tensors have PyTorch's names and shapes, and make the same network again`() throws {
    let tensors = network.tensors()
    #expect(
      tensors.mapValues(\.shape) == [
        "weight_ih_l0": [20, 3], "weight_hh_l0": [20, 5], "bias_ih_l0": [20], "bias_hh_l0": [20],
        "head.weight": [2, 5], "head.bias": [2],
      ])
    let copy = try LSTMNetwork(tensors: tensors)
    #expect(copy == network)
    #expect(copy.tensors() == tensors)
  }

  @Test func `several layers have tensors of their own and come back`() throws {
    let network = LSTMNetwork(LSTMConfiguration(inputs: 3, hidden: 18, layers: 3, outputs: 17, seed: 9))
    let tensors = network.tensors()
    #expect(tensors.count == 14)
    #expect(tensors["weight_ih_l0"]?.shape == [72, 3] && tensors["weight_ih_l2"]?.shape == [72, 18])
    #expect(try LSTMNetwork(tensors: tensors) == network)
    var cut = tensors
    cut["weight_hh_l1"] = nil
    #expect(throws: RecurrentError.missingTensor("weight_hh_l1", available: cut.keys.sorted())) {
      try LSTMNetwork(tensors: cut)
    }
    var state = network.makeState()
    var output = [Float](repeating: 0, count: 17)
    var span = output.mutableSpan
    let input: [Float] = [1, 2, 3]
    network.step(input.span, state: &state, into: &span)
    let copy = try JSONDecoder().decode(LSTMState.self, from: JSONEncoder().encode(state))
    #expect(copy == state)
  }

  @Test func `the two biases are added`() throws {
    var tensors = network.tensors()
    let half = try #require(tensors["bias_ih_l0"]).values.map { $0 / 2 }
    tensors["bias_ih_l0"] = Tensor(half, shape: [20])
    tensors["bias_hh_l0"] = Tensor(half, shape: [20])
    #expect(try LSTMNetwork(tensors: tensors) == network)
  }

  @Test func `tensors by other names are left alone`() throws {
    var tensors = network.tensors()
    tensors["scaler.mean"] = Tensor([.nan], shape: [1])
    #expect(try LSTMNetwork(tensors: tensors) == network)
  }

  @Test(arguments: ["weight_ih_l2", "bias_ih_l1", "weight_ih_l0_reverse", "weight_hr_l0", "bias_hh_lx"])
  func `a tensor of a layer that the network has not is refused`(name: String) {
    var tensors = network.tensors()
    tensors[name] = tensors["weight_hh_l0"]
    #expect(throws: RecurrentError.unknownTensor(name, layers: 1)) { try LSTMNetwork(tensors: tensors) }
  }

  @Test(arguments: ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0", "head.weight", "head.bias"])
  func `a tensor that is missing, misshapen or not finite is refused by name`(name: String) throws {
    let tensors = network.tensors()
    var missing = tensors
    missing[name] = nil
    #expect(throws: RecurrentError.missingTensor(name, available: missing.keys.sorted())) {
      try LSTMNetwork(tensors: missing)
    }
    let original = try #require(tensors[name])

    var misshapen = tensors
    misshapen[name] = Tensor(zeros: original.shape.map { $0 + 1 })
    #expect(throws: RecurrentError.self) { try LSTMNetwork(tensors: misshapen) }
    misshapen[name] = Tensor(original.values, shape: [1] + original.shape)
    #expect(throws: RecurrentError.self) { try LSTMNetwork(tensors: misshapen) }
    misshapen[name] = Tensor(zeros: original.shape.map { _ in 0 })
    #expect(throws: RecurrentError.self) { try LSTMNetwork(tensors: misshapen) }

    var infinite = tensors
    infinite[name]?.values[1] = .infinity
    #expect(throws: RecurrentError.notFinite(tensor: name, index: 1)) { try LSTMNetwork(tensors: infinite) }
  }

  @Test func `thousands of damaged model files are read or refused with a sentence, and never trap`() throws {
    let bytes = SafetensorsFile(tensors: network.tensors()).encoded()
    var random = RandomSource(seed: 8)
    var (read, refused) = (0, 0)
    for _ in 0..<5_000 {
      var damaged = bytes
      for _ in 0...random.integer(below: 3) {
        let reach = random.integer(below: 3) == 0 ? damaged.count : 560
        damaged[random.integer(below: reach)] = UInt8(truncatingIfNeeded: random.next())
      }
      if random.integer(below: 8) == 0 { damaged = damaged.prefix(random.integer(below: damaged.count)) }
      do {
        let network = try LSTMNetwork(tensors: SafetensorsFile(decoding: damaged, name: "damaged").tensors)
        #expect(network.outputs(of: Tensor(zeros: [1, 1, network.configuration.inputs])).count > 0)
        read += 1
      } catch {
        #expect("\(error)".count > 20)
        refused += 1
      }
    }
    #expect(read > 100 && refused > 1_000, "\(read) read, \(refused) refused")
  }

  @Test func `errors print as sentences with what was found and expected`() {
    let wrong = RecurrentError.wrongShape(tensor: "head.bias", expected: [2], actual: [3])
    #expect(
      "\(wrong)"
        == "The tensor 'head.bias' has the shape [3] where [2] was expected: check that it belongs to this network.")
    let stopped = RecurrentError.lossNotFinite(step: 7, keptStep: 5, windows: [3, 1, 4, 1, 5])
    #expect(
      "\(stopped)".contains(
        "at step 7, in the batch of windows from rows 3, 1, 4, 1, …, and the weights after step 5 were kept"))
  }

  @Test func `a state survives coding and goes on as if nothing had happened`() throws {
    var state = network.makeState()
    var output: [Float] = [0, 0]
    var span = output.mutableSpan
    let input: [Float] = [1, -2, 0.5]
    network.step(input.span, state: &state, into: &span)
    var copy = try JSONDecoder().decode(LSTMState.self, from: JSONEncoder().encode(state))
    #expect(copy == state)
    network.step(input.span, state: &state, into: &span)
    #expect(copy != state)
    network.step(input.span, state: &copy, into: &span)
    #expect(copy == state)
  }

  @Test(arguments: [
    #"{"hidden":[],"cell":[]}"#, #"{"hidden":[0.1],"cell":[0.1,0.2]}"#, #"{"hidden":[0.1]}"#,
    #"{"hidden":[0.1,0.2,0.3],"cell":[0.1,0.2,0.3],"layers":2}"#, #"{"hidden":[0.1],"cell":[0.1],"layers":0}"#,
  ])
  func `a damaged state is refused`(text: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(LSTMState.self, from: Data(text.utf8)) }
  }
}
