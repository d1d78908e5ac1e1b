import COpenBLAS

/// Systems of linear equations, solved in double precision by LAPACK.
public enum LinearSolver {
  /// Solves `A·X = B` for a symmetric positive definite matrix by its Cholesky factor.
  ///
  ///     A = UᵀU      Uᵀ·Y = B      U·X = Y
  ///
  /// - Parameters:
  ///   - matrix: `A`, shape `[n, n]`, row-major. Only the diagonal and what is above it are read.
  ///   - n: The order of the system.
  ///   - rightHandSides: `B`, shape `[n, count]`, row-major.
  ///   - count: How many systems with the same matrix are solved at once.
  /// - Returns: `X`, shape `[n, count]`, row-major.
  /// - Throws: `TensorError.notPositiveDefinite` if a leading minor is not positive, `TensorError.notFinite`
  ///   if an input that is read is NaN or infinite.
  /// - Precondition: `matrix.count == n * n` and `rightHandSides.count == n * count`.
  /// - Complexity: O(n³/3 + n²·count).
  /// - SeeAlso: Anderson et al., *LAPACK Users' Guide*, 3rd edition, SIAM 1999 (`dposv`),
  ///   [doi:10.1137/1.9780898719604](https://doi.org/10.1137/1.9780898719604).
  public static func solvePositiveDefinite(
    _ matrix: [Double], order n: Int, _ rightHandSides: [Double], count: Int = 1
  ) throws(TensorError) -> [Double] {
    precondition(
      n >= 0 && count >= 0 && matrix.count == n * n && rightHandSides.count == n * count,
      """
      LinearSolver: \(matrix.count) and \(rightHandSides.count) values are not a matrix [\(n), \(n)] \
      and right-hand sides [\(n), \(count)]
      """)
    _ = BLASRuntime.current
    for row in 0..<n {
      for index in (row * n + row)..<(row * n + n) where !matrix[index].isFinite {
        throw .notFinite("The matrix", index: index)
      }
    }
    if let index = rightHandSides.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite("The right-hand side", index: index)
    }
    if n == 0 || count == 0 { return [] }
    var factor = matrix
    var solution = rightHandSides
    let outcome = LAPACKE_dposv(
      LAPACK_ROW_MAJOR, CChar(UInt8(ascii: "U")), Int32(n), Int32(count),
      &factor, Int32(n), &solution, Int32(count))
    // A negative outcome would be an argument of ours that LAPACK refuses, or memory that it could not get.
    precondition(outcome >= 0, "LinearSolver: LAPACKE_dposv refused [\(n), \(n)] with \(count): \(outcome)")
    if outcome > 0 { throw .notPositiveDefinite(order: Int(outcome)) }
    return solution
  }
}
