extension PanelProduct {
  /// The plain twin of the kernels: the sum as it is written.
  package func multiplyPlainly(rows: Int, width: Int) {
    for row in 0..<rows {
      for column in 0..<width {
        var sum = start[row * startStride + column]
        var k = 0
        for factor in [first, second] {
          for segment in 0..<factor.segments {
            for index in 0..<factor.count {
              let a = factor.base[row * factor.rowStride + index * factor.stride + segment * factor.segmentStride]
              sum = sum + a * panel[k * panelStride + column]
              k += 1
            }
          }
        }
        result[row * resultStride + column] = sum
      }
    }
  }
}
