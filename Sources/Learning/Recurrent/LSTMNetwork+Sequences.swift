import Tensors

extension LSTMNetwork {
  /// Reads many sequences side by side, each from a zero state.
  ///
  /// Gives what `step` gives, to rounding, at a fraction of the cost. To read again and again without allocating, keep an
  /// ``LSTMSequenceReader``.
  ///
  /// - Parameter inputs: The sequences, time-major: shape `[T, B, D]`.
  /// - Returns: The outputs after every step, shape `[T, B, O]`.
  /// - Precondition: The shape has three axes, the last is D.
  /// - Complexity: O(T·B·H·(D + H + O)) for a layer.
  public func outputs(of inputs: Tensor) -> Tensor {
    precondition(
      inputs.shape.count == 3 && inputs.shape[2] == layout.inputs,
      "LSTMNetwork.outputs: the shape \(inputs.shape) is not [T, B, \(layout.inputs)]")
    let (steps, rows) = (inputs.shape[0], inputs.shape[1])
    var result = Tensor(zeros: [steps, rows, layout.outputs])
    var outputs = result.values.mutableSpan
    LSTMSequenceReader(self).read(inputs.values.span, steps: steps, rows: rows, into: &outputs)
    return result
  }
}
