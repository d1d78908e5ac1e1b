import Learning

/// A batch of windows as the tests use it: loss and gradient by the kernels and by the plain twin.
struct LSTMBatch {
  /// `[T, B, D]`.
  let inputs: [Float]
  /// `[T, B, O]`.
  let targets: [Float]
  let rows: Int
  let steps: Int
  let warmUp: Int

  /// The loss, and the gradient in the form of a network.
  ///
  /// - Parameter spareRoom: How many more rows and steps the workspace has than are used.
  func gradient(of network: LSTMNetwork, _ loss: LSTMLoss, spareRoom: Int = 0) -> (Double, LSTMNetwork) {
    let workspace = LSTMWorkspace(network.layout, steps: steps + spareRoom, capacity: rows + spareRoom)
    var gradient = network
    workspace.load(inputs: inputs.span, targets: targets.span, rows: rows, steps: steps)
    workspace.clearState(rows: rows)
    workspace.forward(network.parameters.span, rows: rows, steps: steps)
    let value = workspace.replaceOutputsByGradient(loss, warmUp: warmUp, rows: rows, steps: steps)
    var span = gradient.parameters.mutableSpan
    workspace.backward(network.parameters.span, into: &span, rows: rows, steps: steps)
    return (value, gradient)
  }

  /// The gradient by central differences of the plain twin's loss.
  func differences(of network: LSTMNetwork, _ loss: LSTMLoss) -> [Double] {
    var reference = LSTMReference(network)
    let (inputs, targets) = (inputs.map(Double.init), targets.map(Double.init))
    func value() -> Double {
      reference.loss(loss, inputs: inputs, targets: targets, rows: rows, warmUp: warmUp)
    }
    return network.parameters.indices.map { index in
      let original = reference.parameters[index]
      defer { reference.parameters[index] = original }
      reference.parameters[index] = original + 1e-5
      let above = value()
      reference.parameters[index] = original - 1e-5
      return (above - value()) / 2e-5
    }
  }
}
