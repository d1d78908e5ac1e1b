import COpenBLAS

extension BLAS {
  /// Multiplies two row-major matrices in memory: `C ← α·op(A)·op(B) + β·C`.
  ///
  /// For kernels that hold their matrices as parts of larger buffers. Nothing is checked but the strides.
  ///
  /// - Parameters:
  ///   - transposeA: Whether `op(A)` is the transpose of `a`.
  ///   - transposeB: Whether `op(B)` is the transpose of `b`.
  ///   - m: The rows of `op(A)` and of `c`.
  ///   - n: The columns of `op(B)` and of `c`.
  ///   - k: The columns of `op(A)` and the rows of `op(B)`.
  ///   - alpha: The factor of the product.
  ///   - a: The first element of the left matrix.
  ///   - lda: The distance between two stored rows of `a`, in elements.
  ///   - b: The first element of the right matrix.
  ///   - ldb: The distance between two stored rows of `b`, in elements.
  ///   - beta: The factor of what is in `c` already; with 0, `c` is overwritten.
  ///   - c: The first element of the result; may not overlap `a` or `b`.
  ///   - ldc: The distance between two rows of `c`, in elements.
  /// - Precondition: Each stride is at least the stored row's length, all sizes fit in 32 bits, and the memory is there.
  /// - Complexity: O(m·n·k). Does not allocate.
  package static func sgemm(
    transposeA: Bool = false, transposeB: Bool = false, m: Int, n: Int, k: Int,
    alpha: Float = 1, a: UnsafePointer<Float>, lda: Int, b: UnsafePointer<Float>, ldb: Int,
    beta: Float = 0, c: UnsafeMutablePointer<Float>, ldc: Int
  ) {
    _ = BLASRuntime.current
    precondition(
      lda >= (transposeA ? m : k) && ldb >= (transposeB ? k : n) && ldc >= n,
      "BLAS.sgemm: strides \(lda), \(ldb), \(ldc) are too short for m \(m), n \(n), k \(k)")
    if m == 0 || n == 0 { return }
    cblas_sgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
      blasint(m), blasint(n), blasint(k),
      alpha, a, blasint(max(1, lda)), b, blasint(max(1, ldb)), beta, c, blasint(ldc))
  }

  /// Multiplies a row-major matrix in memory with a vector: `y ← α·op(A)·x + β·y`.
  ///
  /// - Parameters:
  ///   - transposed: Whether `op(A)` is the transpose of `a`.
  ///   - rows: The stored rows of `a`.
  ///   - columns: The stored columns of `a`.
  ///   - alpha: The factor of the product.
  ///   - a: The first element of the matrix.
  ///   - lda: The distance between two stored rows of `a`, in elements.
  ///   - x: The first element of the vector, contiguous.
  ///   - beta: The factor of what is in `y` already; with 0, `y` is overwritten.
  ///   - y: The first element of the result, contiguous; may not overlap `a` or `x`.
  /// - Precondition: `lda >= columns`, all sizes fit in 32 bits, and the memory is there.
  /// - Complexity: O(rows·columns). Does not allocate.
  package static func sgemv(
    transposed: Bool = false, rows: Int, columns: Int,
    alpha: Float = 1, a: UnsafePointer<Float>, lda: Int, x: UnsafePointer<Float>,
    beta: Float = 0, y: UnsafeMutablePointer<Float>
  ) {
    _ = BLASRuntime.current
    precondition(lda >= columns, "BLAS.sgemv: the stride \(lda) is too short for \(columns) columns")
    let (outputs, inputs) = transposed ? (columns, rows) : (rows, columns)
    if beta == 0 || inputs == 0 {
      // The reference BLAS returns at once when there is nothing to add, and some releases of OpenBLAS
      // multiply a NaN by zero: what beta asks for is done here.
      for index in 0..<outputs { y[index] = beta == 0 ? 0 : beta * y[index] }
      if inputs == 0 { return }
    }
    if outputs == 0 { return }
    cblas_sgemv(
      CblasRowMajor, transposed ? CblasTrans : CblasNoTrans, blasint(rows), blasint(columns),
      alpha, a, blasint(lda), x, 1, beta == 0 ? 1 : beta, y, 1)
  }
}
