import Tensors

/// The room in which a few rows of a batch go through the whole sequence, forward and back.
///
/// Few enough for all of it to stay in the second cache until the weights' gradient has been taken. A thread has one and uses it for
/// one shard after the other. Panel by panel and step by step, so that every kernel reads one contiguous piece:
///
///     x [T, rows, D]    y [T, rows, padded O]    targets [T, rows, O]
///     each layer:  gates [panels, T, rows, 64]   c [panels, T + 1, rows, 16]   tanh c [panels, T, rows, 16]
///                  h [T + 1, rows, padded H]     gradients of c and h at one step
final class LSTMShardWorkspace {
  let layout: LSTMParameterLayout
  let transposed: LSTMTransposedWeights
  /// T.
  let steps: Int
  /// Steps whose outputs do not count.
  let warmUp: Int
  /// Rows in the shard at hand.
  private(set) var rows = 0

  private let memory: KernelBuffer<Float>
  private let inputs: UnsafeMutablePointer<Float>
  private let targets: UnsafeMutablePointer<Float>
  private let outputs: UnsafeMutablePointer<Float>
  private let zeros: UnsafeMutablePointer<Float>
  private let hiddenGradients: UnsafeMutablePointer<Float>
  private let cellGradients: UnsafeMutablePointer<Float>
  private let firstLayer: UnsafeMutablePointer<Float>
  private let layerCount: Int
  private let capacity: Int

  /// Frames of a block of the weights' gradient, whose gradients of gates (32 KB) stay in the nearest cache.
  private static let block = 128

  /// Makes room.
  ///
  /// - Parameters:
  ///   - steps: T.
  ///   - warmUp: Steps at the start that are not in the loss.
  ///   - capacity: The most rows.
  init(_ layout: LSTMParameterLayout, steps: Int, warmUp: Int, capacity: Int) {
    self.layout = layout
    transposed = LSTMTransposedWeights(layout: layout)
    self.steps = steps
    self.warmUp = warmUp
    self.capacity = capacity
    let frames = steps * capacity
    let width = layout.paddedHidden
    layerCount = (4 * frames + 2 * (frames + capacity) + frames) * width
    let counts = [
      frames * layout.inputs, frames * layout.outputs, frames * layout.paddedOutputs, Panel.width, capacity * width,
      capacity * width, layerCount * layout.layers,
    ].map(Panel.padded)
    memory = KernelBuffer(count: counts.reduce(0, +), of: 0)
    var next = memory.base
    let parts = counts.map { count in
      defer { next += count }
      return next
    }
    inputs = parts[0]
    targets = parts[1]
    outputs = parts[2]
    zeros = parts[3]
    hiddenGradients = parts[4]
    cellGradients = parts[5]
    firstLayer = parts[6]
  }

  // MARK: Places

  private func gates(_ layer: Int) -> UnsafeMutablePointer<Float> { firstLayer + layer * layerCount }
  private func cells(_ layer: Int) -> UnsafeMutablePointer<Float> {
    gates(layer) + 4 * steps * capacity * layout.paddedHidden
  }
  private func tanhCells(_ layer: Int) -> UnsafeMutablePointer<Float> {
    cells(layer) + (steps + 1) * capacity * layout.paddedHidden
  }
  private func hidden(_ layer: Int) -> UnsafeMutablePointer<Float> {
    tanhCells(layer) + steps * capacity * layout.paddedHidden
  }
  /// From one panel's part of the gates, or of c, to the next.
  private var gatesStride: Int { steps * rows * Panel.width }
  private var cellsStride: Int { (steps + 1) * rows * Panel.cells }

  // MARK: In

  /// Takes windows of a table, whose states start from zero.
  ///
  /// - Parameters:
  ///   - starts: The first row of each window, `[rows]`.
  ///   - rows: How many windows.
  ///   - table: The table; the windows lie inside it.
  func load(_ starts: UnsafePointer<Int>, rows: Int, of table: LSTMTrainingTable) {
    precondition(0 < rows && rows <= capacity, "LSTMShardWorkspace: no room for \(rows) rows, only for \(capacity)")
    self.rows = rows
    table.inputs.withUnsafeBufferPointer { gather($0, layout.inputs, starts, into: inputs) }
    table.targets.withUnsafeBufferPointer { gather($0, layout.outputs, starts, into: targets) }
    let count = rows * Panel.cells
    for layer in 0..<layout.layers {
      hidden(layer).update(repeating: 0, count: rows * layout.paddedHidden)
      for panel in 0..<layout.panels { (cells(layer) + panel * cellsStride).update(repeating: 0, count: count) }
    }
  }

  private func gather(
    _ table: UnsafeBufferPointer<Float>, _ width: Int, _ starts: UnsafePointer<Int>,
    into part: UnsafeMutablePointer<Float>
  ) {
    guard let table = table.baseAddress else { return }
    for row in 0..<rows {
      let source = table + starts[row] * width
      for step in 0..<steps {
        let target = part + (step * rows + row) * width
        for index in 0..<width { target[index] = source[step * width + index] }
      }
    }
  }

  /// Goes on from states that were kept, `[layers, 2, padded H]` a row: h, then c.
  ///
  /// - Parameter isContinued: For each row whether it goes on; the others start from zero.
  func loadStates(_ states: UnsafePointer<Float>, isContinued: UnsafePointer<Bool>) {
    forEachState(step: 0) { row, layer, panel, h, c in
      guard isContinued[row] else { return }
      let state = states + statePlace(row, layer, panel)
      h.update(from: state, count: Panel.cells)
      c.update(from: state + layout.paddedHidden, count: Panel.cells)
    }
  }

  /// Keeps the states after the last step.
  func storeStates(_ states: UnsafeMutablePointer<Float>) {
    forEachState(step: steps) { row, layer, panel, h, c in
      let state = states + statePlace(row, layer, panel)
      state.update(from: h, count: Panel.cells)
      (state + layout.paddedHidden).update(from: c, count: Panel.cells)
    }
  }

  private func statePlace(_ row: Int, _ layer: Int, _ panel: Int) -> Int {
    (row * layout.layers + layer) * 2 * layout.paddedHidden + panel * Panel.cells
  }

  private func forEachState(
    step: Int,
    _ body: (
      _ row: Int, _ layer: Int, _ panel: Int, _ h: UnsafeMutablePointer<Float>, _ c: UnsafeMutablePointer<Float>
    ) -> Void
  ) {
    for row in 0..<rows {
      for layer in 0..<layout.layers {
        for panel in 0..<layout.panels {
          body(
            row, layer, panel,
            hidden(layer) + (step * rows + row) * layout.paddedHidden + panel * Panel.cells,
            cells(layer) + panel * cellsStride + (step * rows + row) * Panel.cells)
        }
      }
    }
  }

  // MARK: Forward

  /// Runs the network over the windows.
  ///
  /// - Complexity: O(T·rows·H·(D + H)) for a layer. Does not allocate.
  func forward(_ parameters: UnsafePointer<Float>) {
    let width = layout.paddedHidden
    for layer in 0..<layout.layers {
      let (gates, cells, tanhCells, hidden) = (gates(layer), cells(layer), tanhCells(layer), hidden(layer))
      var product = PanelProduct(
        start: parameters, startStride: 0, first: inputs(of: layer),
        second: PanelFactor(hidden, rowStride: width, count: layout.hidden), panel: parameters,
        panelStride: Panel.width, result: gates, resultStride: Panel.width)
      let inputStride = rows * product.first.rowStride
      for step in 0..<steps {
        for panel in 0..<layout.panels {
          product.start = parameters + layout.panelStart(layer, panel)
          product.panel = product.start + Panel.width
          product.result = gates + panel * gatesStride + step * rows * Panel.width
          product.multiplyWide(rows: rows)
          let previous = cells + panel * cellsStride + step * rows * Panel.cells
          PanelGates.forwardKeeping(
            count: rows, gates: product.result, previousCells: previous, cells: previous + rows * Panel.cells,
            tanhCells: tanhCells + (panel * steps + step) * rows * Panel.cells,
            hidden: hidden + (step + 1) * rows * width + panel * Panel.cells, hiddenStride: width)
        }
        product.first.base += inputStride
        product.second.base += rows * width
      }
    }
    let counted = (steps - warmUp) * rows
    let top = hidden(layout.layers - 1) + (1 + warmUp) * rows * width
    for panel in 0..<layout.headPanels {
      LSTMHead(layout, parameters).say(
        panel, of: PanelFactor(top, rowStride: width, count: layout.hidden), rows: counted,
        into: outputs + warmUp * rows * layout.paddedOutputs + panel * Panel.cells, stride: layout.paddedOutputs)
    }
  }

  /// What a layer reads, from the first step on.
  private func inputs(of layer: Int) -> PanelFactor {
    layer == 0
      ? PanelFactor(inputs, rowStride: layout.inputs, count: layout.inputs)
      : PanelFactor(
        hidden(layer - 1) + rows * layout.paddedHidden, rowStride: layout.paddedHidden, count: layout.hidden)
  }

  /// The sum of the losses after the warm-up; the outputs become the gradients of `scale` times the sum.
  func replaceOutputsByGradient(_ loss: LSTMLoss, scale: Float) -> Double {
    var sum = 0.0
    for frame in warmUp * rows..<steps * rows {
      sum += loss.replaceByGradient(
        outputs + frame * layout.paddedOutputs, targets: targets + frame * layout.outputs, count: layout.outputs,
        scale: scale)
    }
    return sum
  }

  // MARK: Backward

  /// Takes the gradient of the outputs back to every parameter.
  ///
  /// - Parameters:
  ///   - weights: The transposed weights.
  ///   - gradient: Where the gradient goes, in the parameters' order; overwritten.
  /// - Complexity: O(T·rows·H·(D + H)) for a layer. Does not allocate.
  func backward(_ weights: UnsafePointer<Float>, into gradient: UnsafeMutablePointer<Float>) {
    backwardHead(into: gradient)
    for layer in (0..<layout.layers).reversed() {
      for panel in 0..<layout.panels {
        (gradient + layout.panelStart(layer, panel)).update(repeating: 0, count: Panel.width)
      }
      cellGradients.update(repeating: 0, count: rows * layout.paddedHidden)
      for step in (0..<steps).reversed() {
        takeHiddenGradients(layer, step, weights)
        for panel in 0..<layout.panels {
          PanelGates.backward(
            count: rows, gates: gates(layer) + panel * gatesStride + step * rows * Panel.width,
            previousCells: cells(layer) + panel * cellsStride + step * rows * Panel.cells,
            tanhCells: tanhCells(layer) + (panel * steps + step) * rows * Panel.cells,
            hiddenGradients: hiddenGradients + panel * Panel.cells, hiddenStride: layout.paddedHidden,
            cellGradients: cellGradients + panel * rows * Panel.cells,
            biasGradient: gradient + layout.panelStart(layer, panel))
        }
      }
      takeWeightGradients(layer, into: gradient)
    }
  }

  /// dh of a step: from what reads it above, in this step, and from the gates of the step after.
  private func takeHiddenGradients(_ layer: Int, _ step: Int, _ weights: UnsafePointer<Float>) {
    let frame = step * rows
    let isTop = layer == layout.layers - 1
    var above =
      isTop
      ? PanelFactor(
        outputs + frame * layout.paddedOutputs, rowStride: layout.paddedOutputs, count: layout.outputs)
      : PanelFactor(
        gates(layer + 1) + frame * Panel.width, rowStride: Panel.width, count: Panel.width,
        segments: layout.panels, segmentStride: gatesStride)
    // Outputs of the warm-up have no gradient, and there is no step after the last.
    if isTop && step < warmUp { above.segments = 0 }
    let later = PanelFactor(
      gates(layer) + (frame + rows) * Panel.width, rowStride: Panel.width, count: Panel.width,
      segments: step == steps - 1 ? 0 : layout.panels, segmentStride: gatesStride)
    var product = PanelProduct(
      start: zeros, startStride: 0, first: above, second: later, panel: weights, panelStride: 0,
      result: hiddenGradients, resultStride: layout.paddedHidden)
    let skipped = above.segments == 0 ? transposed.aboveRows(layer) : 0
    var first = 0
    while first < layout.paddedHidden {
      let width = LSTMTransposedWeights.width(first, of: layout.paddedHidden)
      product.panel = weights + transposed.start(layer) + first * transposed.rows(layer) + skipped * width
      product.panelStride = width
      product.result = hiddenGradients + first
      if width == 64 { product.multiplyWide(rows: rows) } else { product.multiplyNarrow(rows: rows) }
      first += width
    }
  }

  /// The products of all inputs and hidden states with the gradients of the gates, block by block of frames.
  private func takeWeightGradients(_ layer: Int, into gradient: UnsafeMutablePointer<Float>) {
    let frames = steps * rows
    let inputs = inputs(of: layer)
    let width = layout.paddedHidden
    for panel in 0..<layout.panels {
      let weights = gradient + layout.panelStart(layer, panel) + Panel.width
      for first in stride(from: 0, to: frames, by: Self.block) {
        let count = min(Self.block, frames - first)
        var product = PanelProduct(
          start: first == 0 ? UnsafePointer(zeros) : UnsafePointer(weights), startStride: first == 0 ? 0 : Panel.width,
          first: PanelFactor(
            inputs.base + first * inputs.rowStride, rowStride: 1, stride: inputs.rowStride, count: count),
          panel: gates(layer) + panel * gatesStride + first * Panel.width, panelStride: Panel.width, result: weights,
          resultStride: Panel.width)
        product.multiplyWide(rows: inputs.count)
        let offset = inputs.count * Panel.width
        product.result += offset
        if first > 0 { product.start += offset }
        product.first = PanelFactor(hidden(layer) + first * width, rowStride: 1, stride: width, count: count)
        product.multiplyWide(rows: layout.hidden)
      }
    }
  }

  private func backwardHead(into gradient: UnsafeMutablePointer<Float>) {
    let (first, frames) = (warmUp * rows, (steps - warmUp) * rows)
    let top = hidden(layout.layers - 1) + (first + rows) * layout.paddedHidden
    for panel in 0..<layout.headPanels {
      let bias = gradient + layout.headStart(panel)
      let slopes = outputs + first * layout.paddedOutputs + panel * Panel.cells
      PanelProduct(
        start: zeros, startStride: 0,
        first: PanelFactor(top, rowStride: 1, stride: layout.paddedHidden, count: frames), panel: slopes,
        panelStride: layout.paddedOutputs, result: bias + Panel.cells, resultStride: Panel.cells
      ).multiplyNarrow(rows: layout.hidden)
      bias.update(repeating: 0, count: Panel.cells)
      for frame in 0..<frames {
        for index in 0..<Panel.cells { bias[index] = bias[index] + slopes[frame * layout.paddedOutputs + index] }
      }
    }
  }
}
