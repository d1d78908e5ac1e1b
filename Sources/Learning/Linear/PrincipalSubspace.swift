import Tensors

/// The directions in which rows vary most, and rows as seen from there.
///
/// The fewest eigenvectors of the second moments XᵀX / N that hold a wanted share of their trace; rows should be
/// standardized, so that the second moments are covariances.
///
/// - SeeAlso: Jackson & Mudholkar, *Control Procedures for Residuals Associated With Principal Component Analysis*,
///   Technometrics 21(3), 1979, [doi:10.1080/00401706.1979.10489779](https://doi.org/10.1080/00401706.1979.10489779).
public struct PrincipalSubspace: Sendable, Equatable {
  /// Unit directions, shape `[K, D]`, the one with the most variance first.
  public let directions: Tensor
  private var coordinates: [Float]

  /// - Precondition: `directions` is `[K, D]`, neither of them 0.
  public init(directions: Tensor) {
    precondition(
      directions.shape.count == 2 && directions.count > 0, "PrincipalSubspace: directions of shape \(directions.shape)")
    self.directions = directions
    coordinates = [Float](repeating: 0, count: directions.shape[0])
  }

  /// Finds the directions.
  ///
  /// - Parameters:
  ///   - moments: Σ x·xᵀ over rows, shape `[D, D]`, row-major.
  ///   - width: D, at least 1.
  ///   - share: Of the variance to hold, above 0 and below 1.
  /// - Throws: `TensorError.notFinite` if the moments are not.
  /// - Complexity: O(D³).
  public init(moments: [Double], width: Int, share: Double) throws(TensorError) {
    precondition(width > 0 && share > 0 && share < 1, "PrincipalSubspace: \(share) of \(width) metrics")
    let (values, vectors) = try SymmetricEigen.decompose(moments, order: width)
    let whole = values.reduce(0) { $0 + max(0, $1) }
    var held = 0.0
    var count = 0
    while count < width - 1, held + max(0, values[count]) < share * whole {
      held += max(0, values[count])
      count += 1
    }
    count = min(count + 1, width)
    self.init(directions: Tensor(vectors[..<(count * width)].map { Float($0) }, shape: [count, width]))
  }

  /// Projects a row onto the directions: x·Vᵀ·V.
  ///
  /// - Parameters:
  ///   - row: x, shape `[D]`.
  ///   - output: Shape `[D]`; overwritten.
  /// - Complexity: O(K·D). Does not allocate.
  public mutating func project(_ row: Span<Float>, into output: inout MutableSpan<Float>) {
    let (count, width) = (directions.shape[0], directions.shape[1])
    precondition(
      row.count == width && output.count == width,
      "PrincipalSubspace: a row [\(row.count)] and an output [\(output.count)] do not fit \(directions.shape)")
    row.withUnsafeBufferPointer { row in
      output.withUnsafeMutableBufferPointer { output in
        directions.values.withUnsafeBufferPointer { directions in
          coordinates.withUnsafeMutableBufferPointer { coordinates in
            guard let x = row.baseAddress, let y = output.baseAddress, let v = directions.baseAddress,
              let c = coordinates.baseAddress
            else { return }
            BLAS.sgemv(rows: count, columns: width, a: v, lda: width, x: x, y: c)
            BLAS.sgemv(transposed: true, rows: count, columns: width, a: v, lda: width, x: c, y: y)
          }
        }
      }
    }
  }
}
