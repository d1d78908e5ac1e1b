import COpenBLAS

/// Eigenvalues and eigenvectors of symmetric matrices, in double precision by LAPACK.
public enum SymmetricEigen {
  /// Decomposes `A = V·diag(λ)·Vᵀ`.
  ///
  /// - Parameters:
  ///   - matrix: `A`, shape `[n, n]`, row-major. Only the diagonal and what is above it are read.
  ///   - n: The order of the matrix.
  /// - Returns: `values`, λ from the largest to the smallest, shape `[n]`; and `vectors`, shape `[n, n]`, row-major, whose
  ///   row i is the unit eigenvector of `values[i]`, its largest component positive.
  /// - Throws: `TensorError.notFinite` if a value that is read is NaN or infinite.
  /// - Precondition: `matrix.count == n * n`.
  /// - Complexity: O(n³).
  /// - SeeAlso: Anderson et al., *LAPACK Users' Guide*, 3rd edition, SIAM 1999 (`dsyev`),
  ///   [doi:10.1137/1.9780898719604](https://doi.org/10.1137/1.9780898719604).
  public static func decompose(
    _ matrix: [Double], order n: Int
  ) throws(TensorError) -> (values: [Double], vectors: [Double]) {
    precondition(
      n >= 0 && matrix.count == n * n, "SymmetricEigen: \(matrix.count) values are not a matrix [\(n), \(n)]")
    _ = BLASRuntime.current
    for row in 0..<n {
      for index in (row * n + row)..<(row * n + n) where !matrix[index].isFinite {
        throw .notFinite("The matrix", index: index)
      }
    }
    if n == 0 { return ([], []) }
    // LAPACK's columns are our rows, so what is above our diagonal is below its own.
    var vectors = matrix
    var values = [Double](repeating: 0, count: n)
    let outcome = LAPACKE_dsyev(
      LAPACK_COL_MAJOR, CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "L")), Int32(n), &vectors, Int32(n), &values)
    // It converges for every finite matrix that does not overflow; memory and arguments are ours to mind.
    precondition(outcome == 0, "SymmetricEigen: LAPACKE_dsyev failed on [\(n), \(n)]: \(outcome)")
    var sorted: [Double] = []
    sorted.reserveCapacity(n * n)
    for index in stride(from: n - 1, through: 0, by: -1) {
      let vector = vectors[index * n..<index * n + n]
      let largest = vector.max { abs($0) < abs($1) } ?? 0
      sorted.append(contentsOf: largest < 0 ? vector.map { -$0 } : Array(vector))
    }
    return (values.reversed(), sorted)
  }
}
