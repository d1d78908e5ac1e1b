/// The layout that all weights of recurrent networks, their gradients and their sums of gates are kept in.
///
/// A panel is the four gates of 16 cells, 64 columns wide, and as long as there are inputs:
///
///     cell      0 … 15   0 … 15   0 … 15   0 … 15
///     gate        i        f        g        o
///     row k    ┌────────┬────────┬────────┬────────┐   four vectors of 16
///
/// The four gates of a cell so come out of one tile of a product (see ``PanelProduct``) and are still in the nearest cache when
/// ``PanelGates`` makes a cell of them. A layer of H cells has H/16 panels, rounded up; what is beyond H is zero and stays zero.
package enum Panel {
  /// Cells of a panel, and numbers of a vector.
  package static let cells = 16
  /// Columns of a panel: four gates of 16 cells.
  package static let width = 64

  /// A count rounded up to whole panels.
  @inline(__always)
  package static func padded(_ count: Int) -> Int { (count + cells - 1) / cells * cells }
}
