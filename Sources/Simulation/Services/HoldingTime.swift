import Numerics

/// How long a request occupies a server, as a shape in units of its mean.
///
/// What the queue needs of a shape is the integral of its tail, tabulated once:
///
///     H(x) = ∫₀ˣ P(S > u) du   for x >= 0,   H(x) = x below,   H(∞) = E[S] = 1
///
/// since the tail of S + U, with U uniform on [u, v], is (H(t - u) - H(t - v)) / (v - u).
///
/// - Complexity: O(1) a look-up; 4 KB a shape.
public struct HoldingTime: Sendable {
  /// The families of shapes.
  public enum Kind: String, Sendable, CaseIterable {
    /// All alike.
    case deterministic
    /// Memoryless; the coefficient of variation is 1.
    case exponential
    /// Skewed with a long tail, as most services measure it.
    case lognormal
  }

  /// Table entries per mean, and the longest time, in means.
  private static let resolution = 32.0
  private static let longest = 16.0

  /// The squared coefficient of variation.
  public let squaredVariation: Double
  /// By how much the shape is more skewed than a gamma distribution of its variation: waiting then is rarer and longer.
  let excessSkewness: Double
  /// The 50, 95 and 99 % quantiles, in means.
  let quantiles: (Double, Double, Double)
  private let table: [Double]

  /// - Parameters:
  ///   - variation: Standard deviation / mean of a lognormal shape, 0.05...4; the other kinds have their own.
  public init(_ kind: Kind, variation: Double = 1) {
    let tail: (Double) -> Double
    switch kind {
    case .deterministic:
      squaredVariation = 0
      excessSkewness = 0
      tail = { $0 < 1 ? 1 : 0 }
      quantiles = (1, 1, 1)
    case .exponential:
      squaredVariation = 1
      excessSkewness = 0
      tail = { .exp(-$0) }
      quantiles = (.log(2), .log(20), .log(100))
    case .lognormal:
      let variation = min(max(variation, 0.05), 4)
      squaredVariation = variation * variation
      excessSkewness = variation * squaredVariation + variation
      let sigma = Double.log(onePlus: squaredVariation).squareRoot()
      let mu = -sigma * sigma / 2
      tail = { $0 <= 0 ? 1 : 0.5 * .erfc((.log($0) - mu) / (sigma * 2.0.squareRoot())) }
      quantiles = (.exp(mu), .exp(mu + 1.644_854 * sigma), .exp(mu + 2.326_348 * sigma))
    }
    var values = [0.0]
    let parts = 4
    let step = 1 / (Self.resolution * Double(parts))
    for cell in 0..<Int(Self.resolution * Self.longest) {
      var sum = 0.0
      for part in 0..<parts { sum += tail((Double(cell * parts + part) + 0.5) * step) * step }
      values.append(values[cell] + sum)
    }
    table = values
  }

  /// H(x), in means.
  @inline(__always)
  func integratedTail(_ x: Double) -> Double {
    guard x > 0 else { return x }
    let position = x * Self.resolution
    let cell = Int(position)
    guard cell < table.count - 1 else { return table[table.count - 1] }
    return table[cell] + (table[cell + 1] - table[cell]) * (position - Double(cell))
  }

  /// P(S > x).
  @inline(__always)
  func tail(_ x: Double) -> Double {
    guard x > 0 else { return 1 }
    // The slope between the middles of two cells: smooth enough for a search.
    let half = 0.5 / Self.resolution
    return (integratedTail(x + half) - integratedTail(x - half)) * Self.resolution
  }

  /// The time that a uniform number stands for, in means: the twin draws with it.
  static func draw(_ kind: Kind, variation: Double, normal: Double, exponential: Double) -> Double {
    switch kind {
    case .deterministic: return 1
    case .exponential: return exponential
    case .lognormal:
      let sigma = Double.log(onePlus: variation * variation).squareRoot()
      return .exp(sigma * normal - sigma * sigma / 2)
    }
  }

  /// Lognormal shapes by variation, from which the shape of a sum of times is taken.
  static let family: [HoldingTime] = variations.map { HoldingTime(.lognormal, variation: $0) }
  private static let variations = [0.1, 0.2, 0.35, 0.5, 0.7, 0.85, 1, 1.25, 1.5, 2, 2.5, 3, 4]

  /// The index in ``family`` of the shape nearest to a squared variation.
  static func nearest(_ squaredVariation: Double) -> Int {
    let variation = squaredVariation.squareRoot()
    var index = 0
    while index + 1 < variations.count, variation > (variations[index] + variations[index + 1]) / 2 { index += 1 }
    return index
  }
}
