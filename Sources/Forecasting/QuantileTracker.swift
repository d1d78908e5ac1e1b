/// Keeps quantile forecasts honest: moves each by a share of the band, up a little after every miss above, down after
/// every one below.
///
///     c ← c + η τ  if y > q      c ← c - η (1 - τ)  if y < q      q' = q + c (q_last - q_first)
///
/// The steps do not depend on how large a miss was, so an outlier moves nothing, and over time the share of misses is
/// right as long as c stays within its bounds. A band may be widened more than narrowed: where values repeat, such as
/// the zeros of an idle service, many fall onto a quantile, and no band covers just 90 % of them.
///
/// - SeeAlso: Angelopoulos, Candès & Tibshirani, *Conformal PID Control for Time Series Prediction*, NeurIPS 2023,
///   [arXiv:2307.16895](https://arxiv.org/abs/2307.16895).
package struct QuantileTracker: Sendable {
  private let levels: [Double]
  /// c of each level, in widths of the band.
  package private(set) var offsets: [Double]

  /// The bounds of each offset.
  private let bounds: [ClosedRange<Double>]

  /// η.
  private static let step = 0.005
  /// How far a quantile may move towards the median and away from it.
  private static let (inwards, outwards) = (0.1, 0.5)

  package init(levels: [Double]) {
    self.levels = levels
    bounds = levels.map { level in
      (level < 0.5 ? -Self.outwards : -Self.inwards)...(level > 0.5 ? Self.outwards : Self.inwards)
    }
    offsets = [Double](repeating: 0, count: levels.count)
  }

  /// Moves rising quantiles of a load, never negative; they still rise.
  package func adjust(_ quantiles: inout [Float]) {
    guard let first = quantiles.first, let last = quantiles.last else { return }
    for index in quantiles.indices {
      quantiles[index] = max(0, quantiles[index] + Float(offsets[index]) * (last - first))
    }
    quantiles.sort()
  }

  /// Learns from what came.
  ///
  /// - Parameter quantiles: As they were given out, after `adjust`.
  package mutating func settle(_ quantiles: [Float], actual: Float) {
    for (index, level) in levels.enumerated() where actual != quantiles[index] {
      let move = actual > quantiles[index] ? level : level - 1
      let offset = offsets[index] + Self.step * move
      offsets[index] = min(bounds[index].upperBound, max(bounds[index].lowerBound, offset))
    }
  }
}
