import Tensors

extension LSTMNetwork {
  /// The weights by the names and in the shapes of PyTorch's `LSTM` and `Linear` modules.
  ///
  /// `bias_ih_l…` holds the whole bias and `bias_hh_l…` is zero: only their sum matters.
  ///
  /// - Returns: For each layer, counted from 0, `weight_ih_l0` [4H, D] (`weight_ih_l1` [4H, H]), `weight_hh_l0` [4H, H],
  ///   `bias_ih_l0` [4H], `bias_hh_l0` [4H]; and `head.weight` [O, H], `head.bias` [O].
  public func tensors() -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for name in Self.names(layout) {
      var values: [Float] = []
      forEachPlace(of: name) { values.append(self[$0]) }
      tensors[name.text] = Tensor(values, shape: name.shape(layout))
    }
    for layer in 0..<layout.layers { tensors["bias_hh_l\(layer)"] = Tensor(zeros: [4 * layout.hidden]) }
    return tensors
  }

  /// Makes a network of weights by PyTorch's names; tensors that are not named like an LSTM's are left alone.
  ///
  /// The sizes come from the shapes, and there are as many layers as there are `weight_ih_l…` without a gap. The seed of the
  /// configuration is 0.
  ///
  /// - Parameter tensors: The tensors that `tensors()` lists.
  /// - Throws: `RecurrentError.missingTensor`, `.unknownTensor`, `.wrongShape`, `.notFinite`, or `.invalidSetting` for a size out of range.
  public init(tensors: [String: Tensor]) throws(RecurrentError) {
    let inputs = try Self.tensor("weight_ih_l0", shape: [nil, nil], in: tensors).shape[1]
    let hidden = try Self.tensor("weight_hh_l0", shape: [nil, nil], in: tensors).shape[1]
    let outputs = try Self.tensor("head.weight", shape: [nil, nil], in: tensors).shape[0]
    var layers = 1
    while tensors["weight_ih_l\(layers)"] != nil { layers += 1 }
    let configuration = try LSTMConfiguration(
      inputs: inputs, hidden: hidden, layers: layers, outputs: outputs
    ).validated()
    // Every shape is known to fit before the room for a network of that size is taken.
    let layout = LSTMParameterLayout(configuration)
    let known = Set(Self.names(layout).map(\.text) + (0..<layers).map { "bias_hh_l\($0)" })
    let prefixes = ["weight_ih_l", "weight_hh_l", "weight_hr_l", "bias_ih_l", "bias_hh_l"]
    for name in tensors.keys.sorted() where prefixes.contains(where: name.hasPrefix) && !known.contains(name) {
      throw .unknownTensor(name, layers: layers)
    }
    var values: [[Float]] = []
    for name in Self.names(layout) {
      let tensor = try Self.tensor(name.text, shape: name.shape(layout), in: tensors)
      guard case .bias(let layer) = name else {
        values.append(tensor.values)
        continue
      }
      let other = try Self.tensor("bias_hh_l\(layer)", shape: [4 * hidden], in: tensors)
      let sum = zip(tensor.values, other.values).map { $0 + $1 }
      if let index = sum.firstIndex(where: { !$0.isFinite }) {
        throw .notFinite(tensor: "\(name.text) + bias_hh_l\(layer)", index: index)
      }
      values.append(sum)
    }
    self.init(zeros: configuration)
    for (name, values) in zip(Self.names(layout), values) {
      var index = 0
      forEachPlace(of: name) { place in
        self[place] = values[index]
        index += 1
      }
    }
  }

  /// The names of all tensors but the second biases, which are always zero here.
  static func names(_ layout: LSTMParameterLayout) -> [LSTMTensorName] {
    (0..<layout.layers).flatMap { layer -> [LSTMTensorName] in
      [.inputWeights(layer: layer), .recurrentWeights(layer: layer), .bias(layer: layer)]
    } + [.headWeights, .headBias]
  }

  /// Calls a closure with the place of each of a tensor's elements, in the tensor's own order.
  func forEachPlace(of name: LSTMTensorName, _ body: (Int) -> Void) {
    let layout = layout
    let shape = name.shape(layout)
    for row in 0..<shape[0] {
      for column in 0..<(shape.count == 2 ? shape[1] : 1) {
        let place: Int
        let (gate, cell) = (row / layout.hidden, row % layout.hidden)
        switch name {
        case .inputWeights(let layer):
          place = layout.place(layer: layer, row: 1 + column, gate: gate, cell: cell)
        case .recurrentWeights(let layer):
          place = layout.place(layer: layer, row: 1 + layout.inputs(of: layer) + column, gate: gate, cell: cell)
        case .bias(let layer):
          place = layout.place(layer: layer, row: 0, gate: gate, cell: cell)
        case .headWeights:
          place = layout.headPlace(row: 1 + column, output: row)
        case .headBias:
          place = layout.headPlace(row: 0, output: row)
        }
        body(place)
      }
    }
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
