import Tensors

extension LSTMWorkspace {
  /// Forgets: the next pass starts from zero states.
  package func clearState(rows: Int) {
    checkRoom(rows: rows, steps: 1)
    hiddenStates.update(repeating: 0, count: rows * layout.hidden)
    cells.update(repeating: 0, count: rows * layout.hidden)
  }

  /// Goes on where the last pass ended, for sequences longer than the room.
  package func carryState(rows: Int, steps: Int) {
    checkRoom(rows: rows, steps: steps)
    let count = rows * layout.hidden
    hiddenStates.update(from: hiddenStates + steps * count, count: count)
    cells.update(from: cells + steps * count, count: count)
  }

  /// Runs the network over the loaded batch, from the state at hand.
  ///
  /// - Parameters:
  ///   - parameters: The network's, in the order of `LSTMParameterLayout`.
  ///   - rows: B.
  ///   - steps: T.
  /// - Precondition: The parameters fit the layout and the batch the room.
  /// - Complexity: O(T·B·H·(D + H + O)). Does not allocate.
  package func forward(_ parameters: Span<Float>, rows: Int, steps: Int) {
    checkRoom(rows: rows, steps: steps)
    checkCount(parameters.count)
    parameters.withUnsafeBufferPointer { parameters in
      guard let p = parameters.baseAddress else { return }
      forward(p, rows, steps)
    }
  }

  private func forward(_ p: UnsafePointer<Float>, _ rows: Int, _ steps: Int) {
    let (size, width, frames) = (layout.hidden, layout.gates, rows * steps)
    // The inputs of all steps are known: one product for the whole window.
    BLAS.sgemm(
      m: frames, n: width, k: layout.inputs, a: inputs, lda: layout.inputs,
      b: p + layout.inputWeights.lowerBound, ldb: width, c: gates, ldc: width)
    for step in 0..<steps {
      let previous = step * rows * size
      let current = previous + rows * size
      let z = gates + step * rows * width
      BLAS.sgemm(
        m: rows, n: width, k: size, a: hiddenStates + previous, lda: size,
        b: p + layout.recurrentWeights.lowerBound, ldb: width, beta: 1, c: z, ldc: width)
      LSTMGates.forward(
        rows: rows, size: size, gates: z, bias: p + layout.bias.lowerBound,
        previousCells: cells + previous, cells: cells + current,
        tanhCells: tanhCells + previous, hiddenStates: hiddenStates + current)
    }
    for frame in 0..<frames {
      (outputs + frame * layout.outputs).update(from: p + layout.headBias.lowerBound, count: layout.outputs)
    }
    BLAS.sgemm(
      m: frames, n: layout.outputs, k: size, a: hiddenStates + rows * size, lda: size,
      b: p + layout.headWeights.lowerBound, ldb: layout.outputs, beta: 1, c: outputs, ldc: layout.outputs)
  }

  /// The mean loss of the outputs from step `warmUp` on; the outputs become its gradients.
  ///
  /// A network starts each window knowing nothing of what came before; the first steps only fill the state.
  ///
  /// - Returns: The mean over the steps `warmUp ..< steps`, the rows and the outputs.
  /// - Precondition: `0 <= warmUp < steps`; `forward` has run on the same rows and steps.
  /// - Complexity: O(T·B·O). Does not allocate.
  package func replaceOutputsByGradient(_ loss: LSTMLoss, warmUp: Int, rows: Int, steps: Int) -> Double {
    checkRoom(rows: rows, steps: steps)
    precondition(0 <= warmUp && warmUp < steps, "LSTMWorkspace: \(warmUp) warm-up steps of \(steps)")
    let skipped = warmUp * rows * layout.outputs
    let counted = steps * rows * layout.outputs - skipped
    outputs.update(repeating: 0, count: skipped)
    var measured = MutableSpan(_unsafeStart: outputs + skipped, count: counted)
    return loss.replaceByGradient(&measured, targets: Span(_unsafeStart: targets + skipped, count: counted))
  }

  /// Takes the gradient of the outputs back to every parameter (back-propagation through time over the whole batch).
  ///
  /// - Parameters:
  ///   - parameters: The parameters that `forward` ran with.
  ///   - gradient: Where the gradient goes, in the same order; overwritten.
  ///   - rows: B.
  ///   - steps: T.
  /// - Precondition: Both fit the layout; `replaceOutputsByGradient` has run on the same rows and steps.
  /// - Complexity: O(T·B·H·(D + H + O)). Does not allocate.
  package func backward(
    _ parameters: Span<Float>, into gradient: inout MutableSpan<Float>, rows: Int, steps: Int
  ) {
    checkRoom(rows: rows, steps: steps)
    checkCount(parameters.count)
    checkCount(gradient.count)
    parameters.withUnsafeBufferPointer { parameters in
      gradient.withUnsafeMutableBufferPointer { gradient in
        guard let p = parameters.baseAddress, let d = gradient.baseAddress else { return }
        backward(p, d, rows, steps)
      }
    }
  }

  private func backward(
    _ p: UnsafePointer<Float>, _ d: UnsafeMutablePointer<Float>, _ rows: Int, _ steps: Int
  ) {
    let (size, width, frames) = (layout.hidden, layout.gates, rows * steps)
    BLAS.sgemm(
      transposeA: true, m: size, n: layout.outputs, k: frames, a: hiddenStates + rows * size, lda: size,
      b: outputs, ldb: layout.outputs, c: d + layout.headWeights.lowerBound, ldc: layout.outputs)
    Self.sumRows(outputs, frames, layout.outputs, into: d + layout.headBias.lowerBound)
    BLAS.sgemm(
      transposeB: true, m: frames, n: size, k: layout.outputs, a: outputs, lda: layout.outputs,
      b: p + layout.headWeights.lowerBound, ldb: layout.outputs, c: hiddenGradients, ldc: size)

    cellGradients.update(repeating: 0, count: rows * size)
    for step in (0..<steps).reversed() {
      let state = step * rows * size
      let dz = gates + step * rows * width
      LSTMGates.backward(
        rows: rows, size: size, gates: dz, previousCells: cells + state, tanhCells: tanhCells + state,
        hiddenGradients: hiddenGradients + state, cellGradients: cellGradients)
      if step > 0 {
        BLAS.sgemm(
          transposeB: true, m: rows, n: size, k: width, a: dz, lda: width,
          b: p + layout.recurrentWeights.lowerBound, ldb: width,
          beta: 1, c: hiddenGradients + state - rows * size, ldc: size)
      }
    }

    BLAS.sgemm(
      transposeA: true, m: layout.inputs, n: width, k: frames, a: inputs, lda: layout.inputs,
      b: gates, ldb: width, c: d + layout.inputWeights.lowerBound, ldc: width)
    BLAS.sgemm(
      transposeA: true, m: size, n: width, k: frames, a: hiddenStates, lda: size,
      b: gates, ldb: width, c: d + layout.recurrentWeights.lowerBound, ldc: width)
    Self.sumRows(gates, frames, width, into: d + layout.bias.lowerBound)
  }

  /// The sum of the rows of a matrix `[rows, columns]`.
  private static func sumRows(
    _ matrix: UnsafePointer<Float>, _ rows: Int, _ columns: Int, into sums: UnsafeMutablePointer<Float>
  ) {
    sums.update(repeating: 0, count: columns)
    for row in 0..<rows {
      let values = matrix + row * columns
      for column in 0..<columns { sums[column] = sums[column] + values[column] }
    }
  }

  private func checkCount(_ count: Int) {
    precondition(count == layout.count, "LSTMWorkspace: \(count) parameters where the layout has \(layout.count)")
  }
}
