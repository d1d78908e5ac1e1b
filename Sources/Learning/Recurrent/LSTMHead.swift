import Tensors

/// The linear head: y = V h + v.
struct LSTMHead {
  private let layout: LSTMParameterLayout
  private let parameters: UnsafePointer<Float>

  init(_ layout: LSTMParameterLayout, _ parameters: UnsafePointer<Float>) {
    self.layout = layout
    self.parameters = parameters
  }

  /// Computes the outputs of many rows.
  ///
  /// - Parameters:
  ///   - hidden: h, `[rows, H]`.
  ///   - rows: How many.
  ///   - room: Room for `[rows, 16]`.
  ///   - outputs: Where y goes, `[rows, O]`.
  func say(
    of hidden: PanelFactor, rows: Int, room: UnsafeMutablePointer<Float>, into outputs: UnsafeMutablePointer<Float>
  ) {
    for panel in 0..<layout.headPanels {
      say(panel, of: hidden, rows: rows, into: room, stride: Panel.cells)
      let first = panel * Panel.cells
      for row in 0..<rows {
        (outputs + row * layout.outputs + first).update(
          from: room + row * Panel.cells, count: min(Panel.cells, layout.outputs - first))
      }
    }
  }

  /// Computes one panel of outputs where they are.
  func say(
    _ panel: Int, of hidden: PanelFactor, rows: Int, into outputs: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let start = parameters + layout.headStart(panel)
    PanelProduct(
      start: start, startStride: 0, first: hidden, panel: start + Panel.cells, panelStride: Panel.cells,
      result: outputs,
      resultStride: stride
    ).multiplyNarrow(rows: rows)
  }
}
