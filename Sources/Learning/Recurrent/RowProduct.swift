/// The product of one row with a matrix, for the streaming step.
///
/// The matrix is stored input by input, so the product is a sum of scaled rows. Blocks of columns are kept in
/// vector registers while the loop runs over the inputs. Faster than OpenBLAS' `sgemv` at LSTM sizes; see <doc:Recurrent>.
package enum RowProduct {
  /// Adds a row times a matrix: `y ← y + x·W`.
  ///
  /// - Parameters:
  ///   - x: The row, `[K]`.
  ///   - count: K.
  ///   - weights: W, `[K, N]`.
  ///   - columns: N.
  ///   - y: The result, `[N]`; may not overlap the others.
  /// - Complexity: O(K·N). Does not allocate.
  package static func add(
    _ x: UnsafePointer<Float>, count: Int, weights: UnsafePointer<Float>, columns: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    var column = 0
    while column + 64 <= columns {
      addQuadruple(x, count, weights + column, columns, y + column)
      column += 64
    }
    while column + 16 <= columns {
      addBlock(SIMD16<Float>.self, x, count, weights + column, columns, y + column)
      column += 16
    }
    while column + 4 <= columns {
      addBlock(SIMD4<Float>.self, x, count, weights + column, columns, y + column)
      column += 4
    }
    while column < columns {
      var sum = y[column]
      for input in 0..<count { sum = sum + x[input] * weights[input * columns + column] }
      y[column] = sum
      column += 1
    }
  }

  /// 64 columns in four vectors: enough independent sums to hide the latency of an addition.
  @inline(__always)
  private static func addQuadruple(
    _ x: UnsafePointer<Float>, _ count: Int, _ weights: UnsafePointer<Float>, _ stride: Int,
    _ y: UnsafeMutablePointer<Float>
  ) {
    typealias Vector = SIMD16<Float>
    let target = UnsafeMutableRawPointer(y)
    var sum0 = target.loadUnaligned(fromByteOffset: 0, as: Vector.self)
    var sum1 = target.loadUnaligned(fromByteOffset: 64, as: Vector.self)
    var sum2 = target.loadUnaligned(fromByteOffset: 128, as: Vector.self)
    var sum3 = target.loadUnaligned(fromByteOffset: 192, as: Vector.self)
    for input in 0..<count {
      let row = UnsafeRawPointer(weights + input * stride)
      let value = Vector(repeating: x[input])
      sum0 = sum0 + value * row.loadUnaligned(fromByteOffset: 0, as: Vector.self)
      sum1 = sum1 + value * row.loadUnaligned(fromByteOffset: 64, as: Vector.self)
      sum2 = sum2 + value * row.loadUnaligned(fromByteOffset: 128, as: Vector.self)
      sum3 = sum3 + value * row.loadUnaligned(fromByteOffset: 192, as: Vector.self)
    }
    target.storeBytes(of: sum0, toByteOffset: 0, as: Vector.self)
    target.storeBytes(of: sum1, toByteOffset: 64, as: Vector.self)
    target.storeBytes(of: sum2, toByteOffset: 128, as: Vector.self)
    target.storeBytes(of: sum3, toByteOffset: 192, as: Vector.self)
  }

  /// One vector of columns.
  @inline(__always)
  private static func addBlock<Vector: SIMD & BitwiseCopyable>(
    _ type: Vector.Type, _ x: UnsafePointer<Float>, _ count: Int, _ weights: UnsafePointer<Float>, _ stride: Int,
    _ y: UnsafeMutablePointer<Float>
  ) where Vector.Scalar == Float {
    var sum = UnsafeRawPointer(y).loadUnaligned(as: Vector.self)
    for input in 0..<count {
      let row = UnsafeRawPointer(weights + input * stride)
      sum = sum + Vector(repeating: x[input]) * row.loadUnaligned(as: Vector.self)
    }
    UnsafeMutableRawPointer(y).storeBytes(of: sum, as: Vector.self)
  }
}
