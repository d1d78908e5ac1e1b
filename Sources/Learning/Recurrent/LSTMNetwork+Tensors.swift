import Tensors

extension LSTMNetwork {
  /// The weights by the names and in the shapes of PyTorch's `LSTM` and `Linear` modules.
  ///
  /// `bias_ih_l0` holds the whole bias and `bias_hh_l0` is zero: only their sum matters.
  ///
  /// - Returns: `weight_ih_l0` [4H, D], `weight_hh_l0` [4H, H], `bias_ih_l0` [4H], `bias_hh_l0` [4H],
  ///   `head.weight` [O, H], `head.bias` [O].
  public func tensors() -> [String: Tensor] {
    [
      "weight_ih_l0": transposed(layout.inputWeights, columns: layout.gates),
      "weight_hh_l0": transposed(layout.recurrentWeights, columns: layout.gates),
      "bias_ih_l0": Tensor(Array(parameters[layout.bias]), shape: [layout.gates]),
      "bias_hh_l0": Tensor(zeros: [layout.gates]),
      "head.weight": transposed(layout.headWeights, columns: layout.outputs),
      "head.bias": Tensor(Array(parameters[layout.headBias]), shape: [layout.outputs]),
    ]
  }

  /// Makes a network of weights by PyTorch's names; tensors by other names are left alone.
  ///
  /// The sizes come from the shapes, the seed of the configuration is 0.
  ///
  /// - Parameter tensors: The six tensors that `tensors()` lists.
  /// - Throws: `RecurrentError.missingTensor`, `.wrongShape`, `.notFinite`, or `.invalidSetting` for a size out of range.
  public init(tensors: [String: Tensor]) throws(RecurrentError) {
    let inputWeights = try Self.tensor("weight_ih_l0", shape: [nil, nil], in: tensors)
    let recurrentWeights = try Self.tensor("weight_hh_l0", shape: [nil, nil], in: tensors)
    let headWeights = try Self.tensor("head.weight", shape: [nil, nil], in: tensors)
    let (inputs, hidden) = (inputWeights.shape[1], recurrentWeights.shape[1])
    let configuration = try LSTMConfiguration(
      inputs: inputs, hidden: hidden, outputs: headWeights.shape[0], seed: 0
    ).validated()
    let gates = 4 * hidden
    _ = try Self.tensor("weight_ih_l0", shape: [gates, inputs], in: tensors)
    _ = try Self.tensor("weight_hh_l0", shape: [gates, hidden], in: tensors)
    _ = try Self.tensor("head.weight", shape: [configuration.outputs, hidden], in: tensors)
    let inputBias = try Self.tensor("bias_ih_l0", shape: [gates], in: tensors)
    let recurrentBias = try Self.tensor("bias_hh_l0", shape: [gates], in: tensors)
    let headBias = try Self.tensor("head.bias", shape: [configuration.outputs], in: tensors)

    self.init(zeros: configuration)
    store(inputWeights.values, transposedInto: layout.inputWeights, columns: gates)
    store(recurrentWeights.values, transposedInto: layout.recurrentWeights, columns: gates)
    store(headWeights.values, transposedInto: layout.headWeights, columns: configuration.outputs)
    let bias = zip(inputBias.values, recurrentBias.values).map { $0 + $1 }
    if let index = bias.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(tensor: "bias_ih_l0 + bias_hh_l0", index: index)
    }
    parameters.replaceSubrange(layout.bias, with: bias)
    parameters.replaceSubrange(layout.headBias, with: headBias.values)
  }

  /// A tensor that is there, has the shape (`nil` is any length above zero) and is finite throughout.
  private static func tensor(
    _ name: String, shape: [Int?], in tensors: [String: Tensor]
  ) throws(RecurrentError) -> Tensor {
    guard let tensor = tensors[name] else {
      throw .missingTensor(name, available: tensors.keys.sorted())
    }
    let fits =
      tensor.shape.count == shape.count
      && zip(tensor.shape, shape).allSatisfy { actual, expected in expected.map { $0 == actual } ?? (actual > 0) }
    guard fits, tensor.values.count == tensor.shape.reduce(1, *) else {
      throw .wrongShape(tensor: name, expected: shape, actual: tensor.shape)
    }
    if let index = tensor.values.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(tensor: name, index: index)
    }
    return tensor
  }
}
