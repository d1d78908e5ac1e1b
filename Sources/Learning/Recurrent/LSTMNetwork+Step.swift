import Tensors

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
  /// - Precondition: `input.count` is D, `output.count` is O, and the state is of this network's layers and cells.
  /// - Complexity: O(H·(D + H + O)) for a layer. Does not allocate if the state owns its storage alone.
  public func step(_ input: Span<Float>, state: inout LSTMState, into output: inout MutableSpan<Float>) {
    precondition(
      input.count == layout.inputs && state.size == layout.hidden && state.layers == layout.layers
        && output.count == layout.outputs,
      """
      LSTMNetwork.step: input [\(input.count)], state [\(state.layers), \(state.size)] and output [\(output.count)] do not \
      fit D \(layout.inputs), [\(layout.layers), H \(layout.hidden)], O \(layout.outputs)
      """)
    let isBackward = state.isBackward
    withParameters { parameters in
      input.withUnsafeBufferPointer { input in
        state.storage.withUnsafeMutableBufferPointer { storage in
          output.withUnsafeMutableBufferPointer { output in
            // None of the three is empty: a valid configuration has no zero sizes.
            guard let x = input.baseAddress, let first = storage.baseAddress, let y = output.baseAddress else { return }
            first.withMemoryRebound(to: Float.self, capacity: storage.count * Panel.cells) { memory in
              let step = LSTMStep(layout, parameters, state: memory)
              step.read(x, isBackward: isBackward)
              step.say(into: y)
            }
          }
        }
      }
    }
    state.isBackward = !isBackward
  }
}
