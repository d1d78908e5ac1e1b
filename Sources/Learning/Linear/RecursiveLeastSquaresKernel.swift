/// The arithmetic of ``RecursiveLeastSquares`` on plain memory: P by rows, then w, x and u, each row padded to whole vectors with zeros.
///
/// Nothing is fused, so that the bits are the same on every machine.
struct RecursiveLeastSquaresKernel {
  let features: Int
  let rowVectors: Int
  let covariance: UnsafeMutablePointer<SIMD16<Float>>
  private let weights: UnsafeMutablePointer<SIMD16<Float>>
  private let x: UnsafeMutablePointer<SIMD16<Float>>
  private let u: UnsafeMutablePointer<SIMD16<Float>>

  init(features: Int, storage: UnsafeMutablePointer<SIMD16<Float>>) {
    self.features = features
    rowVectors = Self.vectors(features)
    covariance = storage
    weights = storage + features * rowVectors
    x = weights + rowVectors
    u = x + rowVectors
  }

  /// Vectors in a row of F numbers.
  static func vectors(_ features: Int) -> Int { (features + 15) / 16 }

  /// Takes a row and says w·x.
  func predict(_ row: UnsafePointer<Float>) -> Float {
    UnsafeMutableRawPointer(x).copyMemory(from: row, byteCount: features * MemoryLayout<Float>.stride)
    return dot(weights, x)
  }

  /// Learns the row that was taken last.
  ///
  /// - Returns: Whether P is positive along x, as it should be; if not, nothing was learned.
  func learn(error: Float, forgetting: Float) -> Bool {
    project()
    let spread = forgetting + dot(x, u)
    guard spread >= forgetting, spread < .infinity else { return false }
    let gain = error / spread
    let scale = 1 / (spread * forgetting).squareRoot()
    for vector in 0..<rowVectors {
      weights[vector] += u[vector] * gain
      u[vector] *= scale
    }
    // A product of two elements of u is the same in either order, so that P stays symmetric.
    let growth = 1 / forgetting
    let factors = scalars(u)
    for row in 0..<features {
      let target = covariance + row * rowVectors
      let factor = factors[row]
      for vector in 0..<rowVectors { target[vector] = target[vector] * growth - u[vector] * factor }
    }
    return true
  }

  /// Scales the row and the column of every feature whose variance is above the largest.
  func limitVariances(_ largest: Float) {
    let width = 16 * rowVectors
    let elements = scalars(covariance)
    for feature in 0..<features where elements[feature * (width + 1)] > largest {
      let scale = (largest / elements[feature * (width + 1)]).squareRoot()
      for other in 0..<features {
        elements[feature * width + other] *= scale
        elements[other * width + feature] *= scale
      }
    }
  }

  /// u = P x as a sum of P's rows, in two sums, which hide each other's latency.
  private func project() {
    let factors = scalars(x)
    for vector in 0..<rowVectors {
      var even = SIMD16<Float>.zero
      var odd = SIMD16<Float>.zero
      var row = 0
      while row + 1 < features {
        even += covariance[row * rowVectors + vector] * factors[row]
        odd += covariance[(row + 1) * rowVectors + vector] * factors[row + 1]
        row += 2
      }
      if row < features { even += covariance[row * rowVectors + vector] * factors[row] }
      u[vector] = even + odd
    }
  }

  private func dot(_ left: UnsafeMutablePointer<SIMD16<Float>>, _ right: UnsafeMutablePointer<SIMD16<Float>>) -> Float {
    var sum = SIMD16<Float>.zero
    for vector in 0..<rowVectors { sum += left[vector] * right[vector] }
    return sum.sum()
  }

  private func scalars(_ vectors: UnsafeMutablePointer<SIMD16<Float>>) -> UnsafeMutablePointer<Float> {
    UnsafeMutableRawPointer(vectors).assumingMemoryBound(to: Float.self)
  }
}
