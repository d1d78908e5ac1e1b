import Tensors

/// Reads sequences with a network, again and again in the same room.
///
/// Sequences are read 64 side by side, each block of them from the first step to the last; all layers of a step before the next
/// step, so that states stay in the nearest caches.
///
/// A single sequence is read 16 steps at a time, a layer through all of them before the next layer. What the inputs give the
/// gates needs no earlier step, so it is one product for all 16; only the hidden states' weights are read step by step.
///
/// Not to be used by two threads at once.
public final class LSTMSequenceReader {
  /// The network that reads.
  public let network: LSTMNetwork

  private let layout: LSTMParameterLayout
  private let memory: KernelBuffer<Float>

  /// Rows read side by side: a block's sums of a panel's gates, 16 KB, stay in the nearest cache.
  private static let block = 64
  /// Steps of a single sequence whose inputs are multiplied together; 32 and 64 were no faster. Even, see `multiplyHidden`.
  private static let stretch = 16

  /// Makes the room, which does not depend on how many sequences will be read or how long they are.
  public init(_ network: LSTMNetwork) {
    self.network = network
    layout = network.layout
    // h twice, from before and after a step, c, the sums of one panel, and an output panel.
    let many = 3 * layout.layers * Self.block * layout.paddedHidden + Self.block * (Panel.width + Panel.cells)
    // c and h of all layers; of one layer h of all steps and the sums of all panels; an output panel; and the inputs.
    let one =
      (2 * layout.layers + 1 + 5 * Self.stretch) * layout.paddedHidden + Panel.cells + Self.stretch * layout.inputs
    memory = KernelBuffer(count: max(many, one), of: 0)
  }

  /// Reads sequences side by side, each from a zero state.
  ///
  /// - Parameters:
  ///   - inputs: The sequences, time-major: `[T, B, D]`.
  ///   - steps: T.
  ///   - rows: B.
  ///   - firstStep: The first step whose outputs are wanted: 0 for all, T − 1 for the last only.
  ///   - outputs: Where y goes, `[T − firstStep, B, O]`.
  /// - Precondition: The counts agree, and `0 <= firstStep <= steps`.
  /// - Complexity: O(T·B·H·(D + H)) for a layer and O((T − firstStep)·B·H·O). Does not allocate.
  public func read(
    _ inputs: Span<Float>, steps: Int, rows: Int, from firstStep: Int = 0, into outputs: inout MutableSpan<Float>
  ) {
    precondition(
      steps >= 0 && rows >= 0 && 0 <= firstStep && firstStep <= steps && inputs.count == steps * rows * layout.inputs
        && outputs.count == (steps - firstStep) * rows * layout.outputs,
      """
      LSTMSequenceReader: \(inputs.count) inputs and \(outputs.count) outputs do not fit \(steps) steps, from \(firstStep) \
      on, of \(rows) rows with D \(layout.inputs) and O \(layout.outputs)
      """)
    network.withParameters { parameters in
      inputs.withUnsafeBufferPointer { inputs in
        outputs.withUnsafeMutableBufferPointer { outputs in
          guard let x = inputs.baseAddress, let y = outputs.baseAddress else { return }
          if rows == 1 {
            readOne(parameters, x, steps, firstStep, y)
          } else {
            for first in stride(from: 0, to: rows, by: Self.block) {
              readBlock(parameters, x, steps, rows, first..<min(first + Self.block, rows), firstStep, y)
            }
          }
        }
      }
    }
  }

  private func readOne(
    _ parameters: UnsafePointer<Float>, _ inputs: UnsafePointer<Float>, _ steps: Int, _ firstStep: Int,
    _ outputs: UnsafeMutablePointer<Float>
  ) {
    let width = layout.paddedHidden
    let cells = memory.base
    // h of each layer after the last stretch.
    let carried = cells + layout.layers * width
    // h of one layer, from before the stretch to its end, and the sums of the layer's gates.
    let hidden = carried + layout.layers * width
    let sums = hidden + (1 + Self.stretch) * width
    let said = sums + Self.stretch * 4 * width
    let read = said + Panel.cells
    cells.update(repeating: 0, count: 2 * layout.layers * width)

    for first in stride(from: 0, to: steps, by: Self.stretch) {
      let count = min(Self.stretch, steps - first)
      read.update(from: inputs + first * layout.inputs, count: count * layout.inputs)
      var input = PanelFactor(read, rowStride: layout.inputs, count: layout.inputs)
      for layer in 0..<layout.layers {
        multiplyInputs(parameters, layer, input, into: sums)
        let carried = carried + layer * width
        hidden.update(from: carried, count: width)
        for step in 0..<count {
          let sums = sums + step * 4 * width
          multiplyHidden(parameters, layer, hidden + step * width, addingTo: sums, isBackward: step % 2 == 1)
          PanelGates.forward(
            count: layout.panels, sums: sums, cells: cells + layer * width, hidden: hidden + (step + 1) * width,
            hiddenStride: Panel.cells)
        }
        carried.update(from: hidden + count * width, count: width)
        input = PanelFactor(hidden + width, rowStride: width, count: layout.hidden)
      }
      for step in 0..<count where first + step >= firstStep {
        LSTMHead(layout, parameters).say(
          of: PanelFactor(hidden + (step + 1) * width, rowStride: 0, count: layout.hidden), rows: 1, room: said,
          into: outputs + (first + step - firstStep) * layout.outputs)
      }
    }
  }

  /// What a layer's biases and inputs give its gates in all steps of a stretch, `[16, 4H]`.
  ///
  /// Always a whole stretch, whatever stands in rows that are not wanted: another number of rows may be added in another order,
  /// and no answer may change, not even in its last bit, with how many steps follow.
  private func multiplyInputs(
    _ parameters: UnsafePointer<Float>, _ layer: Int, _ input: PanelFactor, into sums: UnsafeMutablePointer<Float>
  ) {
    for panel in 0..<layout.panels {
      let start = parameters + layout.panelStart(layer, panel)
      PanelProduct(
        start: start, startStride: 0, first: input, panel: start + Panel.width, panelStride: Panel.width,
        result: sums + panel * Panel.width, resultStride: 4 * layout.paddedHidden
      ).multiplyWide(rows: Self.stretch)
    }
  }

  /// Adds what the hidden states give a layer's gates in one step.
  ///
  /// - Parameter isBackward: Which way to walk the panels; take turns (see ``LSTMStep``).
  private func multiplyHidden(
    _ parameters: UnsafePointer<Float>, _ layer: Int, _ hidden: UnsafePointer<Float>,
    addingTo sums: UnsafeMutablePointer<Float>, isBackward: Bool
  ) {
    let (last, count) = (layout.panels - 1, layout.panelCount(layer))
    let weights =
      parameters + layout.panelStart(layer, isBackward ? last : 0) + (1 + layout.inputs(of: layer)) * Panel.width
    let sums = sums + (isBackward ? last * Panel.width : 0)
    PanelProduct(
      start: sums, startStride: 0, first: PanelFactor(hidden, rowStride: 0, count: layout.hidden), panel: weights,
      panelStride: Panel.width, result: sums, resultStride: 0
    ).multiplyRow(
      panels: layout.panels, panelDistance: isBackward ? -count : count,
      resultDistance: isBackward ? -Panel.width : Panel.width)
  }

  private func readBlock(
    _ parameters: UnsafePointer<Float>, _ inputs: UnsafePointer<Float>, _ steps: Int, _ rows: Int, _ block: Range<Int>,
    _ firstStep: Int, _ outputs: UnsafeMutablePointer<Float>
  ) {
    let (count, width) = (block.count, layout.paddedHidden)
    let states = layout.layers * count * width
    let cells = memory.base
    // h of a step goes where h of the step before the last was: the products of all panels need the last.
    var previous = cells + states
    var hidden = previous + states
    let sums = hidden + states
    let said = sums + count * Panel.width
    cells.update(repeating: 0, count: 2 * states)

    for step in 0..<steps {
      var input = PanelFactor(
        inputs + (step * rows + block.lowerBound) * layout.inputs, rowStride: layout.inputs, count: layout.inputs)
      for layer in 0..<layout.layers {
        let place = layer * count * width
        var product = PanelProduct(
          start: parameters, startStride: 0, first: input,
          second: PanelFactor(previous + place, rowStride: width, count: layout.hidden),
          panel: parameters, panelStride: Panel.width, result: sums, resultStride: Panel.width)
        for turn in 0..<layout.panels {
          let panel = step % 2 == 0 ? turn : layout.panels - 1 - turn
          product.start = parameters + layout.panelStart(layer, panel)
          product.panel = product.start + Panel.width
          product.multiplyWide(rows: count)
          PanelGates.forward(
            count: count, sums: sums, cells: cells + place + panel * count * Panel.cells,
            hidden: hidden + place + panel * Panel.cells, hiddenStride: width)
        }
        input = PanelFactor(hidden + place, rowStride: width, count: layout.hidden)
      }
      if step >= firstStep {
        let first = ((step - firstStep) * rows + block.lowerBound) * layout.outputs
        LSTMHead(layout, parameters).say(of: input, rows: count, room: said, into: outputs + first)
      }
      swap(&previous, &hidden)
    }
  }
}
