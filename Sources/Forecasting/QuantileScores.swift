/// How good quantile forecasts are: pinball loss and coverage.
///
///     pinball(τ) = max(τ (y - q), (τ - 1)(y - q))
///
/// - SeeAlso: Koenker & Bassett, *Regression Quantiles*, Econometrica 46(1), 1978,
///   [doi:10.2307/1913643](https://doi.org/10.2307/1913643).
public struct QuantileScores: Sendable {
  private let levels: [Double]
  private var loss = 0.0
  private var below: [Double]
  private var inside = 0.0
  /// Forecasts scored.
  public private(set) var count = 0

  public init(levels: [Double]) {
    self.levels = levels
    below = [Double](repeating: 0, count: levels.count)
  }

  /// - Parameter quantiles: One per level, in the unit of `actual`.
  public mutating func record(_ actual: Double, _ quantiles: [Double]) {
    count += 1
    for (index, level) in levels.enumerated() {
      let difference = actual - quantiles[index]
      loss += max(level * difference, (level - 1) * difference)
      if difference <= 0 { below[index] += 1 }
    }
    if let first = quantiles.first, let last = quantiles.last, actual >= first, actual <= last { inside += 1 }
  }

  /// Mean over levels and forecasts; NaN before there is one.
  public var pinball: Double { count > 0 ? loss / Double(count * levels.count) : .nan }
  /// Per level, the share of actual values at or below the quantile.
  public var coverage: [Double] { below.map { $0 / Double(max(1, count)) } }
  /// The share of actual values between the lowest and the highest quantile.
  public var bandCoverage: Double { count > 0 ? inside / Double(count) : .nan }
}
