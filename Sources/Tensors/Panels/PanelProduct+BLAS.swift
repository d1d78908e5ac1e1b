extension PanelProduct {
  /// The same product by OpenBLAS, one call for each segment; the tests' oracle in every build.
  ///
  /// - Precondition: Of each factor one stride is 1, and its rows do not overlap.
  package func multiplyByBLAS(rows: Int, width: Int) {
    if UnsafePointer(result) != start || resultStride != startStride {
      for row in 0..<rows {
        (result + row * resultStride).update(from: start + row * startStride, count: width)
      }
    }
    var panel = panel
    add(first, rows, width, &panel)
    add(second, rows, width, &panel)
  }

  private func add(_ factor: PanelFactor, _ rows: Int, _ width: Int, _ panel: inout UnsafePointer<Float>) {
    if factor.count == 0 { return }
    precondition(
      factor.stride == 1 ? factor.rowStride >= factor.count || rows == 1 : factor.rowStride == 1,
      "PanelProduct: strides \(factor.rowStride) and \(factor.stride)")
    for segment in 0..<factor.segments {
      let base = factor.base + segment * factor.segmentStride
      BLAS.sgemm(
        transposeA: factor.stride != 1, m: rows, n: width, k: factor.count, a: base,
        lda: factor.stride == 1 ? max(factor.rowStride, factor.count) : factor.stride, b: panel, ldb: panelStride,
        beta: 1, c: result, ldc: resultStride)
      panel += factor.count * panelStride
    }
  }
}
