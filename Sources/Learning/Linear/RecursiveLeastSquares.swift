/// Linear regression that learns from one row at a time and forgets old ones.
///
/// After n rows the weights w are those of a weighted ridge regression, in which a row that is k rows old counts λᵏ:
///
///     minimize over w   Σ λ^(n-t) (yₜ - w·xₜ)² + λⁿ |w|² / p
///
/// kept up to date through P, the inverse of the weighted sum of xxᵀ:
///
///     u = P x    w ← w + u (y - w·x) / (λ + x·u)    P ← (P - u uᵀ / (λ + x·u)) / λ
///
/// P is kept whole and is symmetric to the last bit. What no row shows is forgotten too: P would grow
/// without end along a feature that stays 0, so a feature's P is held to a largest variance, by scaling that feature's row and column.
/// Should single precision ever make P useless, it starts anew from p and the weights stay.
///
/// - SeeAlso: Haykin, *Adaptive Filter Theory*, 5th edition, 2014, chapter 10.
public struct RecursiveLeastSquares: Sendable {
  /// How many features a row has, F.
  public let features: Int
  /// λ, in (0, 1]: a row's weight falls to 37 % after 1 / (1 - λ) rows.
  public let forgetting: Float
  /// p: what P begins with along its diagonal.
  public let priorVariance: Float
  /// What P's diagonal is held to.
  public let largestVariance: Float

  /// P, `[F, padded F]`; w, x and u, each `[padded F]`. One array, so that an update opens it once.
  private var storage: [SIMD16<Float>]

  /// A regression that has seen nothing: all weights are 0.
  ///
  /// - Parameters:
  ///   - features: F, at least 1.
  ///   - forgetting: λ, above 0 and at most 1.
  ///   - priorVariance: p, above 0; small ones hold the weights to 0 for longer.
  ///   - largestVariance: at least p.
  public init(features: Int, forgetting: Float, priorVariance: Float = 1, largestVariance: Float = 50) {
    precondition(
      features > 0 && forgetting > 0 && forgetting <= 1 && priorVariance > 0 && largestVariance >= priorVariance,
      "RecursiveLeastSquares: \(features) features, λ \(forgetting), p \(priorVariance) up to \(largestVariance)")
    self.features = features
    self.forgetting = forgetting
    self.priorVariance = priorVariance
    self.largestVariance = largestVariance
    storage = [SIMD16<Float>](repeating: .zero, count: (features + 3) * RecursiveLeastSquaresKernel.vectors(features))
    restart()
  }

  /// w, `[F]`. A copy: allocates.
  public var weights: [Float] {
    get { (0..<features).map { self[features, $0] } }
    set {
      precondition(newValue.count == features, "RecursiveLeastSquares: \(newValue.count) weights, not \(features)")
      for (index, weight) in newValue.enumerated() { self[features, index] = weight }
    }
  }

  /// A row of the storage: below F of P, then w.
  subscript(row: Int, column: Int) -> Float {
    get { storage[row * RecursiveLeastSquaresKernel.vectors(features) + column / 16][column % 16] }
    set { storage[row * RecursiveLeastSquaresKernel.vectors(features) + column / 16][column % 16] = newValue }
  }

  /// Predicts the next row, then learns from it.
  ///
  /// - Parameters:
  ///   - x: `[F]`, finite.
  ///   - target: y, finite.
  /// - Returns: w·x with the weights from before.
  /// - Complexity: O(F²). Does not allocate if the regression owns its storage alone.
  @discardableResult
  public mutating func update(_ x: Span<Float>, target: Float) -> Float {
    precondition(x.count == features, "RecursiveLeastSquares: \(x.count) features, not \(features)")
    let forgetting = forgetting
    let largestVariance = largestVariance
    let features = features
    var isUsable = true
    let prediction = storage.withUnsafeMutableBufferPointer { storage in
      let kernel = RecursiveLeastSquaresKernel(features: features, storage: storage.baseAddress!)
      let prediction = x.withUnsafeBufferPointer { kernel.predict($0.baseAddress!) }
      isUsable = kernel.learn(error: target - prediction, forgetting: forgetting)
      kernel.limitVariances(largestVariance)
      return prediction
    }
    if !isUsable { restart() }
    return prediction
  }

  /// P as at the beginning.
  private mutating func restart() {
    for row in 0..<features {
      for column in 0..<features { self[row, column] = row == column ? priorVariance : 0 }
    }
  }
}

extension RecursiveLeastSquares: Codable {
  private enum CodingKeys: String, CodingKey {
    case features, forgetting, priorVariance, largestVariance, weights, covariance
  }

  /// Reads a regression.
  ///
  /// - Throws: `DecodingError.dataCorrupted` if a setting is out of range, a number is not finite or their count is wrong.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let features = try container.decode(Int.self, forKey: .features)
    let forgetting = try container.decode(Float.self, forKey: .forgetting)
    let prior = try container.decode(Float.self, forKey: .priorVariance)
    let largest = try container.decode(Float.self, forKey: .largestVariance)
    let weights = try container.decode([Float].self, forKey: .weights)
    let triangle = try container.decode([Float].self, forKey: .covariance)
    guard (1...65_536).contains(features), forgetting > 0, forgetting <= 1, prior > 0, largest >= prior,
      weights.count == features, triangle.count == features * (features + 1) / 2,
      (weights + triangle).allSatisfy(\.isFinite)
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .covariance, in: container,
        debugDescription: """
          A regression of \(features) features has \(weights.count) weights and \(triangle.count) covariances, where F and \
          F (F + 1) / 2 finite numbers and settings in range were expected: start from a new one.
          """)
    }
    self.init(features: features, forgetting: forgetting, priorVariance: prior, largestVariance: largest)
    self.weights = weights
    var index = 0
    for row in 0..<features {
      for column in 0...row {
        self[row, column] = triangle[index]
        self[column, row] = triangle[index]
        index += 1
      }
    }
  }

  /// Writes the settings, w, and the lower triangle of P.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(features, forKey: .features)
    try container.encode(forgetting, forKey: .forgetting)
    try container.encode(priorVariance, forKey: .priorVariance)
    try container.encode(largestVariance, forKey: .largestVariance)
    try container.encode(weights, forKey: .weights)
    try container.encode((0..<features).flatMap { row in (0...row).map { self[row, $0] } }, forKey: .covariance)
  }
}
