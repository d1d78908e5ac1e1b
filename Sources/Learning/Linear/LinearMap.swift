import Tensors

/// A linear map from one row to another: y = x·W + b.
public struct LinearMap: Sendable, Equatable {
  /// W, shape `[F, O]`.
  public let weights: Tensor
  /// b, shape `[O]`.
  public let bias: [Float]

  /// - Precondition: `weights` is `[F, O]`, neither of them 0, and `bias` is `[O]`.
  public init(weights: Tensor, bias: [Float]) {
    precondition(
      weights.shape.count == 2 && weights.shape[1] == bias.count && weights.count > 0,
      "LinearMap: weights \(weights.shape) do not fit \(bias.count) outputs")
    self.weights = weights
    self.bias = bias
  }

  /// F.
  public var inputs: Int { weights.shape[0] }
  /// O.
  public var outputs: Int { weights.shape[1] }

  /// Maps a row.
  ///
  /// - Parameters:
  ///   - row: x, shape `[F]`.
  ///   - output: y, shape `[O]`; overwritten.
  /// - Complexity: O(F·O). Does not allocate.
  public func apply(_ row: Span<Float>, into output: inout MutableSpan<Float>) {
    precondition(
      row.count == inputs && output.count == outputs,
      "LinearMap: a row [\(row.count)] and an output [\(output.count)] do not fit \(weights.shape)")
    for index in 0..<output.count { output[index] = bias[index] }
    row.withUnsafeBufferPointer { row in
      output.withUnsafeMutableBufferPointer { output in
        weights.values.withUnsafeBufferPointer { weights in
          guard let x = row.baseAddress, let y = output.baseAddress, let w = weights.baseAddress else { return }
          BLAS.sgemv(transposed: true, rows: inputs, columns: outputs, a: w, lda: outputs, x: x, beta: 1, y: y)
        }
      }
    }
  }
}
