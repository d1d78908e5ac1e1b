import Tensors

/// Where a network's parameters lie in their one array: in panels of 16 cells (see ``Panel``), as the kernels read them.
///
///     layer 0:  panels of [1 + D + H, 64]   layer 1…:  panels of [1 + H + H, 64]   head:  panels of [1 + H, 16]
///
/// The first row of a panel is its bias; then come the rows of the inputs, then those of the hidden states. A panel is one
/// contiguous piece, and so are its gradient and its moments: the piece that a thread takes when weights are moved.
/// Columns of cells and outputs that do not exist are zero, in parameters and gradients alike.
package struct LSTMParameterLayout: Sendable, Equatable {
  /// D.
  package let inputs: Int
  /// H.
  package let hidden: Int
  package let layers: Int
  /// O.
  package let outputs: Int
  /// H rounded up to whole panels.
  package let paddedHidden: Int
  /// O rounded up to whole vectors.
  package let paddedOutputs: Int

  package init(_ configuration: LSTMConfiguration) {
    inputs = configuration.inputs
    hidden = configuration.hidden
    layers = configuration.layers
    outputs = configuration.outputs
    paddedHidden = Panel.padded(hidden)
    paddedOutputs = Panel.padded(outputs)
  }

  /// Panels of a layer.
  package var panels: Int { paddedHidden / Panel.cells }

  /// Panels of the head, each of 16 outputs.
  package var headPanels: Int { paddedOutputs / Panel.cells }

  /// What a layer reads a step: D, or H of the layer below.
  package func inputs(of layer: Int) -> Int { layer == 0 ? inputs : hidden }

  /// The length of a layer's panel in numbers.
  package func panelCount(_ layer: Int) -> Int { (1 + inputs(of: layer) + hidden) * Panel.width }

  /// Where a layer's panel starts.
  package func panelStart(_ layer: Int, _ panel: Int) -> Int {
    let before = layer == 0 ? 0 : panels * (panelCount(0) + (layer - 1) * panelCount(1))
    return before + panel * panelCount(layer)
  }

  /// The length of a panel of the head in numbers.
  package var headPanelCount: Int { (1 + hidden) * Panel.cells }

  /// Where a panel of the head starts.
  package func headStart(_ panel: Int) -> Int { panelStart(layers, 0) + panel * headPanelCount }

  /// The length of the array, padding included.
  package var count: Int { headStart(headPanels) }

  /// Where the weight of an input, hidden state or bias for a gate of a cell lies.
  ///
  /// - Parameters:
  ///   - row: 0 for the bias, then the inputs, then the hidden states.
  ///   - gate: 0 to 3 for i, f, g, o.
  package func place(layer: Int, row: Int, gate: Int, cell: Int) -> Int {
    panelStart(layer, cell / Panel.cells) + row * Panel.width + gate * Panel.cells + cell % Panel.cells
  }

  /// Where the weight of a hidden state, row 1 and up, or the bias, row 0, for an output lies.
  package func headPlace(row: Int, output: Int) -> Int {
    headStart(output / Panel.cells) + row * Panel.cells + output % Panel.cells
  }
}
