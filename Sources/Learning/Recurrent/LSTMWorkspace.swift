/// The room that a batch of sequences needs on its way through a network and back.
///
/// Made once for a training and used by every batch. All parts lie in one allocation, time-major: step t of all rows
/// stands together, `[T, B, width]`. A batch may have fewer rows or steps than there is room for; its parts are then
/// packed at the front.
///
/// The order of calls: `load`, `clearState`, `forward`, `replaceOutputsByGradient`, `backward`.
package final class LSTMWorkspace {
  package let layout: LSTMParameterLayout
  /// How many steps there is room for, T.
  package let steps: Int
  /// How many rows there is room for, B.
  package let capacity: Int

  private let memory: UnsafeMutablePointer<Float>
  /// x, `[T, B, D]`.
  let inputs: UnsafeMutablePointer<Float>
  /// The targets, `[T, B, O]`.
  let targets: UnsafeMutablePointer<Float>
  /// i, f, g, o of every step, `[T, B, 4H]`; on the way back the gradients of their sums.
  let gates: UnsafeMutablePointer<Float>
  /// c from before the first step on, `[T + 1, B, H]`.
  let cells: UnsafeMutablePointer<Float>
  /// tanh c, `[T, B, H]`.
  let tanhCells: UnsafeMutablePointer<Float>
  /// h from before the first step on, `[T + 1, B, H]`.
  let hiddenStates: UnsafeMutablePointer<Float>
  /// y, `[T, B, O]`; then its gradient.
  let outputs: UnsafeMutablePointer<Float>
  /// The gradient of h, `[T, B, H]`.
  let hiddenGradients: UnsafeMutablePointer<Float>
  /// The gradient of c at one step, `[B, H]`.
  let cellGradients: UnsafeMutablePointer<Float>

  /// Makes room.
  ///
  /// - Parameters:
  ///   - layout: The network's sizes.
  ///   - steps: T.
  ///   - capacity: B.
  /// - Precondition: `0 < steps` and `0 < capacity`.
  package init(_ layout: LSTMParameterLayout, steps: Int, capacity: Int) {
    precondition(steps > 0 && capacity > 0, "LSTMWorkspace: \(steps) steps of \(capacity) rows")
    self.layout = layout
    self.steps = steps
    self.capacity = capacity
    let frames = steps * capacity
    let states = (steps + 1) * capacity * layout.hidden
    let sizes = [
      frames * layout.inputs, frames * layout.outputs, frames * layout.gates, states, frames * layout.hidden,
      states, frames * layout.outputs, frames * layout.hidden, capacity * layout.hidden,
    ].map { ($0 + 15) / 16 * 16 }  // every part starts on a cache line
    let total = sizes.reduce(0, +)
    let raw = UnsafeMutableRawPointer.allocate(byteCount: total * MemoryLayout<Float>.stride, alignment: 64)
    memory = raw.bindMemory(to: Float.self, capacity: total)
    memory.initialize(repeating: 0, count: total)
    var next = memory
    let parts = sizes.map { size in
      defer { next += size }
      return next
    }
    inputs = parts[0]
    targets = parts[1]
    gates = parts[2]
    cells = parts[3]
    tanhCells = parts[4]
    hiddenStates = parts[5]
    outputs = parts[6]
    hiddenGradients = parts[7]
    cellGradients = parts[8]
  }

  deinit {
    memory.deallocate()
  }

  /// Takes a batch over.
  ///
  /// - Parameters:
  ///   - batchInputs: `[T, B, D]`.
  ///   - batchTargets: `[T, B, O]`, or nothing for a pass without a loss.
  ///   - rows: B.
  ///   - steps: T.
  /// - Precondition: The counts agree and there is room.
  package func load(inputs batchInputs: Span<Float>, targets batchTargets: Span<Float>, rows: Int, steps: Int) {
    checkRoom(rows: rows, steps: steps)
    let frames = rows * steps
    precondition(
      batchInputs.count == frames * layout.inputs
        && (batchTargets.count == 0 || batchTargets.count == frames * layout.outputs),
      "LSTMWorkspace: \(batchInputs.count) inputs and \(batchTargets.count) targets for \(steps) steps of \(rows) rows")
    copy(batchInputs, into: inputs)
    copy(batchTargets, into: targets)
  }

  /// Takes over windows of a table: row b of the batch is the rows `starts[b] ..< starts[b] + steps` of the table.
  ///
  /// - Parameters:
  ///   - starts: The first row of each window, `[B]`.
  ///   - tableInputs: `[N, D]`.
  ///   - tableTargets: `[N, O]`.
  /// - Precondition: The windows lie inside the table and there is room for them.
  package func load(windowsAt starts: Span<Int>, inputs tableInputs: Span<Float>, targets tableTargets: Span<Float>) {
    checkRoom(rows: starts.count, steps: steps)
    gather(tableInputs, width: layout.inputs, starts, into: inputs)
    gather(tableTargets, width: layout.outputs, starts, into: targets)
  }

  private func gather(_ table: Span<Float>, width: Int, _ starts: Span<Int>, into part: UnsafeMutablePointer<Float>) {
    let rows = starts.count
    table.withUnsafeBufferPointer { table in
      for row in 0..<rows {
        let start = starts[row]
        precondition(
          start >= 0 && (start + steps) * width <= table.count,
          "LSTMWorkspace: no window of \(steps) rows at \(start) in a table of \(table.count / width)")
        guard let source = table.baseAddress else { return }
        for step in 0..<steps {
          (part + (step * rows + row) * width).update(from: source + (start + step) * width, count: width)
        }
      }
    }
  }

  private func copy(_ source: Span<Float>, into part: UnsafeMutablePointer<Float>) {
    source.withUnsafeBufferPointer { source in
      if let first = source.baseAddress { part.update(from: first, count: source.count) }
    }
  }

  func checkRoom(rows: Int, steps: Int) {
    precondition(
      0 < rows && rows <= capacity && 0 < steps && steps <= self.steps,
      "LSTMWorkspace: no room for \(steps) steps of \(rows) rows, only for \(self.steps) of \(capacity)")
  }

  /// Copies the outputs, or after `replaceOutputsByGradient` their gradients, `[T, B, O]`.
  ///
  /// - Parameters:
  ///   - rows: B.
  ///   - steps: T.
  ///   - destination: Where they go.
  ///   - offset: The first place that they take.
  /// - Precondition: There is room.
  /// - Complexity: O(T·B·O). Does not allocate.
  package func copyOutputs(rows: Int, steps: Int, into destination: inout [Float], at offset: Int = 0) {
    checkRoom(rows: rows, steps: steps)
    let count = rows * steps * layout.outputs
    precondition(
      0 <= offset && offset + count <= destination.count,
      "LSTMWorkspace: no room for \(count) outputs at \(offset) of \(destination.count)")
    destination.withUnsafeMutableBufferPointer { destination in
      guard let first = destination.baseAddress else { return }
      (first + offset).update(from: outputs, count: count)
    }
  }
}
