/// The arithmetic of ``RecursiveLeastSquaresLanes`` on plain memory: the lower triangle of P by rows, then w.
///
/// Sums run in the order of ``RecursiveLeastSquaresKernel``, and nothing is fused. The number of features is a constant so that
/// the loops are unrolled.
struct RecursiveLeastSquaresLanesKernel {
  typealias Vector = SIMD16<Float>
  typealias Mask = SIMDMask<SIMD16<Int32>>

  private static var features: Int { 16 }

  /// `[F]`.
  let x: UnsafePointer<Vector>
  private let covariance: UnsafeMutablePointer<Vector>
  private let weights: UnsafeMutablePointer<Vector>

  init(x: UnsafePointer<Vector>, storage: UnsafeMutablePointer<Vector>) {
    self.x = x
    covariance = storage
    weights = storage + Self.place(Self.features, 0)
  }

  /// w·x.
  func predict() -> Vector {
    var sum = weights[0] * x[0]
    for feature in 1..<Self.features { sum += weights[feature] * x[feature] }
    return sum
  }

  /// Learns the rows.
  ///
  /// - Returns: Where P is positive along x, as it should be; elsewhere nothing was learned.
  func learn(error: Vector, forgetting: Float, where isRead: Mask) -> Mask {
    var u = InlineArray<16, Vector>(repeating: .zero)
    for feature in 0..<Self.features { u[feature] = product(feature) }
    var along = x[0] * u[0]
    for feature in 1..<Self.features { along += x[feature] * u[feature] }
    let spread = forgetting + along
    let isUsable = (spread .>= forgetting) .& (spread .< Float.infinity)
    let isLearned = isUsable .& isRead
    let gain = error / spread
    let scale = 1 / (spread * forgetting).squareRoot()
    for feature in 0..<Self.features {
      weights[feature].replace(with: weights[feature] + u[feature] * gain, where: isLearned)
      u[feature] = Vector.zero.replacing(with: u[feature] * scale, where: isLearned)
    }
    // Where nothing is learned, P · 1 - 0 · 0 leaves P as it is.
    let growth = Vector(repeating: 1).replacing(with: 1 / forgetting, where: isLearned)
    var target = covariance
    for row in 0..<Self.features {
      let factor = u[row]
      for column in 0...row { target[column] = target[column] * growth - u[column] * factor }
      target += row + 1
    }
    return isUsable
  }

  /// Scales the row and the column of every feature whose variance is above the largest.
  func limitVariances(_ largest: Float, where isRead: Mask) {
    var greatest = covariance[0]
    for feature in 1..<Self.features {
      let variance = covariance[Self.place(feature, feature)]
      greatest.replace(with: variance, where: variance .> greatest)
    }
    guard any((greatest .> largest) .& isRead) else { return }
    for feature in 0..<Self.features {
      let diagonal = Self.place(feature, feature)
      let isAbove = (covariance[diagonal] .> largest) .& isRead
      guard any(isAbove) else { continue }
      let scale = Vector(repeating: 1).replacing(with: (largest / covariance[diagonal]).squareRoot(), where: isAbove)
      // The diagonal belongs to the row and to the column.
      covariance[diagonal] *= scale
      for other in 0..<Self.features {
        covariance[Self.place(max(feature, other), min(feature, other))] *= scale
      }
    }
  }

  /// P as at the beginning.
  func restart(_ prior: Float, where isLost: Mask) {
    guard any(isLost) else { return }
    for row in 0..<Self.features {
      for column in 0...row {
        covariance[Self.place(row, column)].replace(with: row == column ? prior : 0, where: isLost)
      }
    }
  }

  /// An element of P x as two sums, which hide each other's latency.
  @inline(__always)
  private func product(_ feature: Int) -> Vector {
    var even = Vector.zero
    var odd = Vector.zero
    for pair in 0..<Self.features / 2 {
      even += element(feature, 2 * pair) * x[2 * pair]
      odd += element(feature, 2 * pair + 1) * x[2 * pair + 1]
    }
    return even + odd
  }

  @inline(__always)
  private func element(_ row: Int, _ column: Int) -> Vector {
    covariance[row > column ? Self.place(row, column) : Self.place(column, row)]
  }

  /// Where an element of P lies, `column` at most `row`.
  @inline(__always)
  private static func place(_ row: Int, _ column: Int) -> Int { row * (row + 1) / 2 + column }
}
