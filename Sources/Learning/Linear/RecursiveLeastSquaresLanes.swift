/// Sixteen ``RecursiveLeastSquares`` of sixteen features side by side, each in a lane of the vectors.
///
/// Of P the lower triangle is kept, and no sum runs across a vector. Every lane has the bits of the one regression, its plain twin.
public struct RecursiveLeastSquaresLanes: Sendable {
  /// How many regressions there are.
  public static let count = 16
  /// How many features a row has, F.
  public static let features = 16

  /// λ.
  public let forgetting: Float
  /// p.
  public let priorVariance: Float
  /// What P's diagonal is held to.
  public let largestVariance: Float

  /// P's lower triangle by rows, then w.
  private var storage: [SIMD16<Float>]

  /// Regressions that have seen nothing; the settings are those of ``RecursiveLeastSquares``.
  public init(forgetting: Float, priorVariance: Float = 1, largestVariance: Float = 50) {
    precondition(
      forgetting > 0 && forgetting <= 1 && priorVariance > 0 && largestVariance >= priorVariance,
      "RecursiveLeastSquaresLanes: λ \(forgetting), p \(priorVariance) up to \(largestVariance)")
    self.forgetting = forgetting
    self.priorVariance = priorVariance
    self.largestVariance = largestVariance
    storage = [SIMD16<Float>](repeating: .zero, count: Self.features * (Self.features + 3) / 2)
    for feature in 0..<Self.features { storage[feature * (feature + 3) / 2] = SIMD16(repeating: priorVariance) }
  }

  /// Predicts each regression's next row, then learns from it.
  ///
  /// - Parameters:
  ///   - x: `[F]`, a lane for each regression.
  ///   - target: y of each.
  ///   - isRead: The regressions that have a row, whose x and y are finite; the others stay as they are.
  /// - Returns: w·x with the weights from before; meaningless where there is no row.
  /// - Complexity: O(F²). Does not allocate if the lanes own their storage alone.
  public mutating func update(
    _ x: Span<SIMD16<Float>>, target: SIMD16<Float>, where isRead: SIMDMask<SIMD16<Int32>>
  ) -> SIMD16<Float> {
    precondition(x.count == Self.features, "RecursiveLeastSquaresLanes: \(x.count) features, not \(Self.features)")
    let (forgetting, largest, prior) = (forgetting, largestVariance, priorVariance)
    return storage.withUnsafeMutableBufferPointer { storage in
      x.withUnsafeBufferPointer { x in
        let kernel = RecursiveLeastSquaresLanesKernel(x: x.baseAddress!, storage: storage.baseAddress!)
        let prediction = kernel.predict()
        let isUsable = kernel.learn(error: target - prediction, forgetting: forgetting, where: isRead)
        kernel.limitVariances(largest, where: isRead)
        kernel.restart(prior, where: isRead .& .!isUsable)
        return prediction
      }
    }
  }

  /// One of the regressions. A copy: allocates.
  ///
  /// - Precondition: One that is set has F features.
  public subscript(lane: Int) -> RecursiveLeastSquares {
    get {
      var regression = RecursiveLeastSquares(
        features: Self.features, forgetting: forgetting, priorVariance: priorVariance, largestVariance: largestVariance)
      forEachPlace { place, row, column in
        regression[row, column] = storage[place][lane]
        if row < Self.features { regression[column, row] = storage[place][lane] }
      }
      return regression
    }
    set {
      precondition(newValue.features == Self.features, "RecursiveLeastSquaresLanes: \(newValue.features) features")
      forEachPlace { place, row, column in storage[place][lane] = newValue[row, column] }
    }
  }

  /// Every vector of the storage with its row, F for w, and its column.
  private func forEachPlace(_ body: (_ place: Int, _ row: Int, _ column: Int) -> Void) {
    for row in 0...Self.features {
      for column in 0..<min(row + 1, Self.features) { body(row * (row + 1) / 2 + column, row, column) }
    }
  }
}
