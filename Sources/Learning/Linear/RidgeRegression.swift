import Tensors

/// Least squares with a penalty on the weights, from sums that rows are added to.
///
///     (XᵀX + λ N I) W = XᵀY
///
/// with a column of ones in X, whose weights are the bias and are penalized like the others. Sums are kept in double precision.
///
/// - SeeAlso: Hoerl & Kennard, *Ridge Regression*, Technometrics 12(1), 1970,
///   [doi:10.1080/00401706.1970.10488634](https://doi.org/10.1080/00401706.1970.10488634).
public struct RidgeRegression: Sendable {
  private let inputs: Int
  private let outputs: Int
  private var rows = 0
  private var products: [Double]
  private var responses: [Double]
  private var pendingInputs: [Float] = []
  private var pendingOutputs: [Float] = []
  private static let block = 1_024

  /// - Parameters:
  ///   - inputs: F, at least 1.
  ///   - outputs: O, at least 1.
  public init(inputs: Int, outputs: Int) {
    precondition(inputs > 0 && outputs > 0, "RidgeRegression: \(inputs) inputs and \(outputs) outputs")
    self.inputs = inputs + 1
    self.outputs = outputs
    products = [Double](repeating: 0, count: (inputs + 1) * (inputs + 1))
    responses = [Double](repeating: 0, count: (inputs + 1) * outputs)
    pendingInputs.reserveCapacity((inputs + 1) * Self.block)
    pendingOutputs.reserveCapacity(outputs * Self.block)
  }

  /// Adds a row and what should be said of it.
  ///
  /// - Parameters:
  ///   - row: x, shape `[F]`, finite.
  ///   - target: y, shape `[O]`, finite.
  /// - Complexity: O(F·(F + O)).
  public mutating func add(_ row: Span<Float>, target: Span<Float>) {
    precondition(
      row.count == inputs - 1 && target.count == outputs,
      "RidgeRegression: a row [\(row.count)] and a target [\(target.count)] do not fit [\(inputs - 1)] and [\(outputs)]"
    )
    for index in 0..<row.count { pendingInputs.append(row[index]) }
    pendingInputs.append(1)
    for index in 0..<target.count { pendingOutputs.append(target[index]) }
    rows += 1
    if pendingOutputs.count == outputs * Self.block { takeIn() }
  }

  /// The weights and the bias.
  ///
  /// - Parameter penalty: λ, above 0, for each row.
  /// - Throws: `TensorError.notFinite` if rows were not finite or far too large.
  /// - Precondition: A row has been added.
  /// - Complexity: O(F³ + F²·O).
  public func solved(penalty: Double) throws(TensorError) -> LinearMap {
    precondition(penalty > 0 && rows > 0, "RidgeRegression: a penalty of \(penalty) on \(rows) rows")
    var sums = self
    sums.takeIn()
    for index in 0..<inputs { sums.products[index * inputs + index] += penalty * Double(rows) }
    let solution = try LinearSolver.solvePositiveDefinite(
      sums.products, order: inputs, sums.responses, count: outputs)
    let last = (inputs - 1) * outputs
    return LinearMap(
      weights: Tensor(solution[..<last].map { Float($0) }, shape: [inputs - 1, outputs]),
      bias: solution[last...].map { Float($0) })
  }

  private mutating func takeIn() {
    let count = pendingOutputs.count / outputs
    guard count > 0 else { return }
    var product = [Float](repeating: 0, count: inputs * inputs)
    var response = [Float](repeating: 0, count: inputs * outputs)
    pendingInputs.withUnsafeBufferPointer { x in
      pendingOutputs.withUnsafeBufferPointer { y in
        product.withUnsafeMutableBufferPointer { product in
          response.withUnsafeMutableBufferPointer { response in
            guard let x = x.baseAddress, let y = y.baseAddress, let p = product.baseAddress,
              let r = response.baseAddress
            else { return }
            BLAS.sgemm(
              transposeA: true, m: inputs, n: inputs, k: count, a: x, lda: inputs, b: x, ldb: inputs, c: p, ldc: inputs)
            BLAS.sgemm(
              transposeA: true, m: inputs, n: outputs, k: count, a: x, lda: inputs, b: y, ldb: outputs, c: r,
              ldc: outputs)
          }
        }
      }
    }
    for index in product.indices { products[index] += Double(product[index]) }
    for index in response.indices { responses[index] += Double(response[index]) }
    pendingInputs.removeAll(keepingCapacity: true)
    pendingOutputs.removeAll(keepingCapacity: true)
  }
}
