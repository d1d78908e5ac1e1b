import Tensors

/// Copies of the weights with rows and columns changed, for the way back: gradients of hidden states from those of gates.
///
/// For each layer a matrix `[above + gates, H]`: above are the outputs of the head or the gates of the layer that reads this one, gates
/// the layer's own, in the order of their panels. It is cut into blocks of 64 columns, then of 16, each contiguous:
/// panels in the sense of ``PanelProduct``. The copies are made anew, panel by panel, as soon as weights have moved.
struct LSTMTransposedWeights {
  let layout: LSTMParameterLayout

  /// All gates of a layer.
  private var gates: Int { layout.panels * Panel.width }

  func aboveRows(_ layer: Int) -> Int { layer == layout.layers - 1 ? layout.outputs : gates }

  func rows(_ layer: Int) -> Int { aboveRows(layer) + gates }

  /// Where a layer's matrix starts.
  func start(_ layer: Int) -> Int { layer * layout.paddedHidden * 2 * gates }

  /// The length of all.
  var count: Int { start(layout.layers - 1) + layout.paddedHidden * rows(layout.layers - 1) }

  /// Copies what one panel of a layer has.
  func copy(layer: Int, panel: Int, of parameters: UnsafePointer<Float>, into all: UnsafeMutablePointer<Float>) {
    let weights = parameters + layout.panelStart(layer, panel) + Panel.width
    copy(
      weights + layout.inputs(of: layer) * Panel.width, columns: Panel.width, stride: Panel.width, layer: layer,
      row: aboveRows(layer) + panel * Panel.width, into: all)
    if layer > 0 {
      copy(
        weights, columns: Panel.width, stride: Panel.width, layer: layer - 1, row: panel * Panel.width, into: all)
    }
  }

  /// Copies what one panel of the head has.
  func copyHead(panel: Int, of parameters: UnsafePointer<Float>, into all: UnsafeMutablePointer<Float>) {
    let first = panel * Panel.cells
    copy(
      parameters + layout.headStart(panel) + Panel.cells, columns: min(Panel.cells, layout.outputs - first),
      stride: Panel.cells, layer: layout.layers - 1, row: first, into: all)
  }

  private func copy(
    _ source: UnsafePointer<Float>, columns: Int, stride: Int, layer: Int, row: Int,
    into all: UnsafeMutablePointer<Float>
  ) {
    var first = 0
    while first < layout.hidden {
      let width = Self.width(first, of: layout.paddedHidden)
      let block = all + start(layer) + first * rows(layer) + row * width
      for unit in first..<min(first + width, layout.hidden) {
        for column in 0..<columns { block[column * width + unit - first] = source[unit * stride + column] }
      }
      first += width
    }
  }

  /// How wide the block that starts at a column is.
  static func width(_ first: Int, of columns: Int) -> Int { columns - first >= 64 ? 64 : 16 }
}
