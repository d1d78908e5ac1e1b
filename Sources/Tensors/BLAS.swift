import COpenBLAS

/// Matrix products by OpenBLAS, on one thread and on the best kernels that the CPU can run.
///
/// The first call in a process settles both (see <doc:Tensors>); nothing needs to be set up before.
/// Matrices are row-major. `op(A)` below is `A`, or its transpose where asked for.
public enum BLAS {
  /// The CPU generation whose kernels are in use, by OpenBLAS' name for it, such as `SkylakeX`.
  public static var coreName: String { BLASRuntime.current.coreName }

  /// How many threads OpenBLAS uses: 1.
  public static var threadCount: Int { BLASRuntime.current.threadCount }

  /// OpenBLAS' own description of how it was built.
  public static var configuration: String { BLASRuntime.current.configuration }

  /// The instruction set that the Swift code of this library was compiled for.
  ///
  /// OpenBLAS chooses its kernels at run time, Swift code cannot: it is as fast as the compiler was allowed to make it.
  public static var compilerTarget: String {
    name(ofTargetWithAVX512: TIDEGATE_BUILT_FOR_AVX512 == 1, avx2: TIDEGATE_BUILT_FOR_AVX2 == 1)
  }

  private static func name(ofTargetWithAVX512 avx512: Bool, avx2: Bool) -> String {
    if avx512 { return "native AVX-512" }
    if avx2 { return "AVX2" }
    #if arch(x86_64)
      return "baseline SSE2"
    #else
      return "baseline"
    #endif
  }

  /// Multiplies two matrices.
  ///
  ///     C ← α·op(A)·op(B) + β·C
  ///
  /// - Parameters:
  ///   - a: The left matrix; `op(A)` has the shape `[M, K]`.
  ///   - transposeA: Whether `op(A)` is the transpose of `a`.
  ///   - b: The right matrix; `op(B)` has the shape `[K, N]`.
  ///   - transposeB: Whether `op(B)` is the transpose of `b`.
  ///   - alpha: The factor of the product.
  ///   - beta: The factor of what is in `c` already; with 0, `c` is overwritten, NaN included.
  ///   - c: The result, shape `[M, N]`.
  /// - Precondition: The three shapes agree.
  /// - Complexity: O(M·N·K). Does not allocate if `c` owns its storage alone.
  public static func gemm(
    _ a: Tensor, transposeA: Bool = false, _ b: Tensor, transposeB: Bool = false,
    alpha: Float = 1, beta: Float = 0, into c: inout Tensor
  ) {
    precondition(
      a.shape.count == 2 && b.shape.count == 2 && c.shape.count == 2,
      "BLAS.gemm: \(a.shape) times \(b.shape) into \(c.shape) is not a product of matrices")
    let (m, k) = transposeA ? (a.shape[1], a.shape[0]) : (a.shape[0], a.shape[1])
    let (innerB, n) = transposeB ? (b.shape[1], b.shape[0]) : (b.shape[0], b.shape[1])
    precondition(
      k == innerB && c.shape == [m, n],
      """
      BLAS.gemm: \(a.shape)\(transposeA ? " transposed" : "") times \(b.shape)\(transposeB ? " transposed" : "") \
      does not fit into \(c.shape)
      """)
    checkStorage(a)
    checkStorage(b)
    checkStorage(c)
    a.values.withUnsafeBufferPointer { aValues in
      b.values.withUnsafeBufferPointer { bValues in
        c.values.withUnsafeMutableBufferPointer { cValues in
          // Without an inner dimension there is no product, but C must still be scaled.
          guard let cBase = cValues.baseAddress else { return }
          let (aBase, bBase) = (
            aValues.baseAddress ?? UnsafePointer(cBase), bValues.baseAddress ?? UnsafePointer(cBase)
          )
          sgemm(
            transposeA: transposeA, transposeB: transposeB, m: m, n: n, k: k,
            alpha: alpha, a: aBase, lda: a.shape[1], b: bBase, ldb: b.shape[1],
            beta: beta, c: cBase, ldc: n)
        }
      }
    }
  }

  /// Multiplies a matrix with a vector.
  ///
  ///     y ← α·op(A)·x + β·y
  ///
  /// - Parameters:
  ///   - a: The matrix; `op(A)` has the shape `[M, N]`.
  ///   - transposed: Whether `op(A)` is the transpose of `a`.
  ///   - x: The vector, shape `[N]`.
  ///   - alpha: The factor of the product.
  ///   - beta: The factor of what is in `y` already; with 0, `y` is overwritten, NaN included.
  ///   - y: The result, shape `[M]`. It may not overlap `x`.
  /// - Precondition: The three shapes agree.
  /// - Complexity: O(M·N). Does not allocate.
  public static func gemv(
    _ a: Tensor, transposed: Bool = false, _ x: Span<Float>,
    alpha: Float = 1, beta: Float = 0, into y: inout MutableSpan<Float>
  ) {
    precondition(
      a.shape.count == 2 && x.count == a.shape[transposed ? 0 : 1] && y.count == a.shape[transposed ? 1 : 0],
      """
      BLAS.gemv: \(a.shape)\(transposed ? " transposed" : "") times [\(x.count)] \
      does not fit into [\(y.count)]
      """)
    checkStorage(a)
    a.values.withUnsafeBufferPointer { aValues in
      x.withUnsafeBufferPointer { xValues in
        y.withUnsafeMutableBufferPointer { yValues in
          guard let yBase = yValues.baseAddress else { return }
          let aBase = aValues.baseAddress ?? UnsafePointer(yBase)
          sgemv(
            transposed: transposed, rows: a.shape[0], columns: a.shape[1],
            alpha: alpha, a: aBase, lda: a.shape[1], x: xValues.baseAddress ?? aBase, beta: beta, y: yBase)
        }
      }
    }
  }

  private static func checkStorage(_ tensor: Tensor) {
    precondition(
      Tensor.elementCount(of: tensor.shape) == tensor.values.count,
      "BLAS: a tensor of the shape \(tensor.shape) holds \(tensor.values.count) values")
  }
}
