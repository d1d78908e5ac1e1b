extension LSTMNetwork {
  /// Reads one step of a series and says what the head makes of it.
  ///
  /// The step after this one goes on from the state that this one leaves. A NaN among the inputs makes every output
  /// and the state NaN: keep missing values out, or reset the state.
  ///
  /// - Parameters:
  ///   - input: x, shape `[D]`.
  ///   - state: h and c of this network's size; updated.
  ///   - output: y, shape `[O]`; overwritten.
  /// - Precondition: `input.count` is D, `output.count` is O, and the state has H cells.
  /// - Complexity: O(H·(D + H + O)). Does not allocate if the state owns its storage alone.
  public func step(_ input: Span<Float>, state: inout LSTMState, into output: inout MutableSpan<Float>) {
    precondition(
      input.count == layout.inputs && state.size == layout.hidden && output.count == layout.outputs,
      """
      LSTMNetwork.step: input [\(input.count)], state [\(state.size)] and output [\(output.count)] do not fit \
      D \(layout.inputs), H \(layout.hidden), O \(layout.outputs)
      """)
    parameters.withUnsafeBufferPointer { parameters in
      input.withUnsafeBufferPointer { input in
        state.storage.withUnsafeMutableBufferPointer { storage in
          output.withUnsafeMutableBufferPointer { output in
            // None of the four is empty: a valid configuration has no zero sizes.
            guard let p = parameters.baseAddress, let x = input.baseAddress, let h = storage.baseAddress,
              let y = output.baseAddress
            else { return }
            step(parameters: p, input: x, state: h, output: y)
          }
        }
      }
    }
  }

  private func step(
    parameters: UnsafePointer<Float>, input: UnsafePointer<Float>, state h: UnsafeMutablePointer<Float>,
    output: UnsafeMutablePointer<Float>
  ) {
    let (size, gates) = (layout.hidden, layout.gates)
    let (c, z) = (h + size, h + 2 * size)
    z.update(repeating: 0, count: gates)
    RowProduct.add(
      input, count: layout.inputs, weights: parameters + layout.inputWeights.lowerBound, columns: gates, into: z)
    RowProduct.add(
      h, count: size, weights: parameters + layout.recurrentWeights.lowerBound, columns: gates, into: z)
    LSTMGates.forward(
      rows: 1, size: size, gates: z, bias: parameters + layout.bias.lowerBound,
      previousCells: c, cells: c, tanhCells: nil, hiddenStates: h)
    output.update(from: parameters + layout.headBias.lowerBound, count: layout.outputs)
    RowProduct.add(
      h, count: size, weights: parameters + layout.headWeights.lowerBound, columns: layout.outputs, into: output)
  }
}
