/// How strange the errors of one model are, for each metric.
///
///     E ← E + 2/13 (r² - E)          strangeness = (E · scale)^½          scale = (q + 0.0025)^-0.7
///
/// r is the error in training deviations and q the 95 % quantile of E on validation rows. A power of 1 would count each metric by
/// its own noise, 0 by its training deviation; .7 lies between, as fits data of either kind. Squares are averaged over some
/// twelve rows before the root, so that a fault that lasts counts for more than a burst.
struct ErrorScore: Sendable {
  static let memoryWeight: Float = 2.0 / 13
  static let power = 0.7
  static let quantile = 0.95
  static let floor = 0.0025

  /// The model's part in the score.
  let weight: Float
  /// `[D]`, above 0.
  var scales: [Float]
  /// E, `[D]`.
  var smoothed: [Float]

  init(weight: Float, scales: [Float]) {
    self.weight = weight
    self.scales = scales
    smoothed = [Float](repeating: 0, count: scales.count)
  }

  /// Takes in the errors of the metrics that are known.
  mutating func add(_ errors: [Float], where isKnown: [Bool]) {
    for index in 0..<smoothed.count where isKnown[index] {
      smoothed[index] += Self.memoryWeight * (errors[index] * errors[index] - smoothed[index])
    }
  }

  /// Adds each metric's strangeness, by this model's weight, to `sums`, `[D]`.
  func addStrangeness(to sums: inout [Float]) {
    for index in 0..<smoothed.count { sums[index] += weight * (smoothed[index] * scales[index]).squareRoot() }
  }

  /// Σₖ weight |rₖ| scale^½ over the metrics that are known: what one row alone would say.
  func strangeness(of errors: [Float], where isKnown: [Bool]) -> Float {
    var sum: Float = 0
    for index in 0..<smoothed.count where isKnown[index] {
      sum += weight * abs(errors[index]) * scales[index].squareRoot()
    }
    return sum
  }
}
