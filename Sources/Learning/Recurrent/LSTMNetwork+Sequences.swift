import Tensors

extension LSTMNetwork {
  /// Reads many sequences side by side, each from a zero state.
  ///
  /// Gives what `step` gives, to rounding, at a fraction of the cost: the products of all sequences are
  /// one matrix product a step.
  ///
  /// - Parameter inputs: The sequences, time-major: shape `[T, B, D]`.
  /// - Returns: The outputs after every step, shape `[T, B, O]`.
  /// - Precondition: The shape has three axes, the last is D.
  /// - Complexity: O(T·B·H·(D + H + O)); room for min(T, 16) steps besides the result.
  public func outputs(of inputs: Tensor) -> Tensor {
    precondition(
      inputs.shape.count == 3 && inputs.shape[2] == layout.inputs,
      "LSTMNetwork.outputs: the shape \(inputs.shape) is not [T, B, \(layout.inputs)]")
    let (steps, rows) = (inputs.shape[0], inputs.shape[1])
    var result = Tensor(zeros: [steps, rows, layout.outputs])
    if steps == 0 || rows == 0 { return result }
    let workspace = LSTMWorkspace(layout, steps: min(steps, 16), capacity: rows)
    workspace.clearState(rows: rows)
    var first = 0
    while first < steps {
      let count = min(workspace.steps, steps - first)
      let part = first * rows..<(first + count) * rows
      workspace.load(
        inputs: inputs.values.span.extracting(part.lowerBound * layout.inputs..<part.upperBound * layout.inputs),
        targets: Span(), rows: rows, steps: count)
      workspace.forward(parameters.span, rows: rows, steps: count)
      workspace.carryState(rows: rows, steps: count)
      workspace.copyOutputs(
        rows: rows, steps: count, into: &result.values, at: part.lowerBound * layout.outputs)
      first += count
    }
    return result
  }
}
