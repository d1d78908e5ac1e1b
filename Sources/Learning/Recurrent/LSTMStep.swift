import Tensors

/// One step of one sequence through all layers: the kernel of streaming.
///
/// A layer's panels are products of one row, whose sums of gates are made cells in one pass over all panels: within a
/// panel the latency of the gates could not be hidden.
///
/// Weights of 64 cells do not fit into the nearest cache. Walking the panels forward in one step and backward in the next
/// finds those that were used last still there; the sums are the same bits either way.
struct LSTMStep {
  let layout: LSTMParameterLayout
  let parameters: UnsafePointer<Float>
  /// h of each layer, `[layers, padded H]`.
  let hidden: UnsafeMutablePointer<Float>
  /// c of each layer, `[layers, padded H]`.
  let cells: UnsafeMutablePointer<Float>
  /// Room for a layer's sums of gates, `[panels, 64]`.
  let sums: UnsafeMutablePointer<Float>

  /// Takes h, c and the sums of one array, as ``LSTMState`` keeps them.
  init(_ layout: LSTMParameterLayout, _ parameters: UnsafePointer<Float>, state: UnsafeMutablePointer<Float>) {
    self.layout = layout
    self.parameters = parameters
    hidden = state
    cells = state + layout.layers * layout.paddedHidden
    sums = cells + layout.layers * layout.paddedHidden
  }

  /// Reads an input.
  ///
  /// - Parameters:
  ///   - input: x, `[D]`.
  ///   - isBackward: Which way to walk the panels; take turns.
  /// - Complexity: O(H·(D + H)) for each layer. Does not allocate.
  func read(_ input: UnsafePointer<Float>, isBackward: Bool) {
    var input = input
    for layer in 0..<layout.layers {
      let h = hidden + layer * layout.paddedHidden
      var product = PanelProduct(
        start: parameters, startStride: 0,
        first: PanelFactor(input, rowStride: 0, count: layout.inputs(of: layer)),
        second: PanelFactor(h, rowStride: 0, count: layout.hidden),
        panel: parameters, panelStride: Panel.width, result: sums, resultStride: 0)
      let (start, count, panels) = (layout.panelStart(layer, 0), layout.panelCount(layer), layout.panels)
      for turn in 0..<panels {
        let panel = isBackward ? panels - 1 - turn : turn
        product.start = parameters + start + panel * count
        product.panel = product.start + Panel.width
        product.result = sums + panel * Panel.width
        product.multiplyWide(rows: 1)
      }
      PanelGates.forward(
        count: panels, sums: sums, cells: cells + layer * layout.paddedHidden, hidden: h, hiddenStride: Panel.cells)
      input = UnsafePointer(h)
    }
  }

  /// Says what the head makes of the last layer's hidden states.
  ///
  /// - Parameter output: Where y goes, `[O]`.
  func say(into output: UnsafeMutablePointer<Float>) {
    var product = PanelProduct(
      start: parameters, startStride: 0,
      first: PanelFactor(hidden + (layout.layers - 1) * layout.paddedHidden, rowStride: 0, count: layout.hidden),
      panel: parameters, panelStride: Panel.cells, result: sums, resultStride: 0)
    for panel in 0..<layout.headPanels {
      product.start = parameters + layout.headStart(panel)
      product.panel = product.start + Panel.cells
      product.multiplyNarrow(rows: 1)
      let first = panel * Panel.cells
      (output + first).update(from: sums, count: min(Panel.cells, layout.outputs - first))
    }
  }
}
