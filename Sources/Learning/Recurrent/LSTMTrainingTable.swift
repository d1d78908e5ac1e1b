import Tensors

/// The rows that a network is trained on, and which of them can be used.
struct LSTMTrainingTable {
  /// `[N, D]`.
  let inputs: [Float]
  /// `[N, O]`.
  let targets: [Float]
  /// Whether all values of a row are finite, `[N]`.
  let usable: [Bool]

  /// Checks a table against a network.
  ///
  /// - Throws: `RecurrentError.wrongShape` unless the shapes are `[N, D]` and `[N, O]`.
  init(inputs: Tensor, targets: Tensor, layout: LSTMParameterLayout) throws(RecurrentError) {
    guard inputs.shape.count == 2, inputs.shape[1] == layout.inputs, inputs.shape[0] > 0 else {
      throw .wrongShape(tensor: "inputs", expected: [nil, layout.inputs], actual: inputs.shape)
    }
    let rows = inputs.shape[0]
    guard targets.shape == [rows, layout.outputs] else {
      throw .wrongShape(tensor: "targets", expected: [rows, layout.outputs], actual: targets.shape)
    }
    self.inputs = inputs.values
    self.targets = targets.values
    usable = (0..<rows).map { row in
      inputs.values[row * layout.inputs..<(row + 1) * layout.inputs].allSatisfy(\.isFinite)
        && targets.values[row * layout.outputs..<(row + 1) * layout.outputs].allSatisfy(\.isFinite)
    }
  }
}
