/// A matrix product with one panel: the only product that recurrent networks need, forward and backward.
///
///     result(r, j) = start(r, j) + Σₖ a(r, k) · panel(k, j)          k over `first`, then over `second`
///
/// The strides make it four products: sums of gates from inputs and hidden states; gradients of hidden states from those of gates
/// and a transposed panel; and, with rows and k changing places, gradients of weights from inputs and gradients of gates.
///
/// Tiles of 6 or 4 rows keep all their sums in registers. Where the build is not for AVX-512, products of 16 rows and more
/// are OpenBLAS' (see ``CompilerTarget``).
package struct PanelProduct {
  /// What the sums start from: a bias with a row stride of 0, or earlier results.
  package var start: UnsafePointer<Float>
  package var startStride: Int
  package var first: PanelFactor
  package var second: PanelFactor
  /// The right side, `[K, width]`, its rows `panelStride` apart.
  package var panel: UnsafePointer<Float>
  package var panelStride: Int
  /// Where the sums go; may be `start`.
  package var result: UnsafeMutablePointer<Float>
  package var resultStride: Int

  /// Describes a product.
  package init(
    start: UnsafePointer<Float>, startStride: Int, first: PanelFactor, second: PanelFactor? = nil,
    panel: UnsafePointer<Float>, panelStride: Int, result: UnsafeMutablePointer<Float>, resultStride: Int
  ) {
    self.start = start
    self.startStride = startStride
    self.first = first
    self.second = second ?? PanelFactor(first.base, rowStride: 0, count: 0, segments: 0)
    self.panel = panel
    self.panelStride = panelStride
    self.result = result
    self.resultStride = resultStride
  }

  /// Computes 64 columns.
  ///
  /// - Parameter rows: How many rows there are.
  /// - Complexity: O(rows · K). Does not allocate.
  package func multiplyWide(rows: Int) {
    if CompilerTarget.leavesProductsToBLAS && rows >= 16 { return multiplyByBLAS(rows: rows, width: 64) }
    var row = 0
    while row < rows {
      let rest = rows - row
      // Two tiles of 4 rather than one of 6 and one of 2.
      if rest >= 6 && rest != 8 {
        PanelKernels.tile6x4(self, row)
        row += 6
      } else if rest >= 4 {
        PanelKernels.tile4x4(self, row)
        row += 4
      } else if rest >= 2 {
        PanelKernels.tile2x4(self, row)
        row += 2
      } else {
        PanelKernels.tile1x4(self, row)
        row += 1
      }
    }
  }

  /// Computes 16 columns.
  ///
  /// - Parameter rows: How many rows there are.
  /// - Complexity: O(rows · K). Does not allocate.
  package func multiplyNarrow(rows: Int) {
    if CompilerTarget.leavesProductsToBLAS && rows >= 16 { return multiplyByBLAS(rows: rows, width: 16) }
    var row = 0
    while row < rows {
      let rest = rows - row
      if rest >= 8 {
        PanelKernels.tile8x1(self, row)
        row += 8
      } else if rest >= 4 {
        PanelKernels.tile4x1(self, row)
        row += 4
      } else if rest >= 2 {
        PanelKernels.tile2x1(self, row)
        row += 2
      } else {
        PanelKernels.tile1x1(self, row)
        row += 1
      }
    }
  }
}
