import Numerics

/// The score that is exceeded with a wanted probability, from the tail of scores of normal operation.
///
/// Excesses over the 98 % quantile t follow a generalized Pareto distribution; its shape γ and scale
/// σ are found from their mean m and variance v:
///
///     γ = (1 - m²/v) / 2, kept within ±0.5    σ = m (1 - γ)
///     z(q) = t + σ/γ ((q n / N)^-γ - 1)
///
/// with n scores, N of them over t. Successive scores are not independent, so a wanted rate per row
/// is an order of magnitude, not a promise.
///
/// - SeeAlso: Siffer et al., *Anomaly Detection in Streams with Extreme Value Theory*, KDD 2017,
///   [doi:10.1145/3097983.3098144](https://doi.org/10.1145/3097983.3098144).
public enum TailThreshold {
  /// Finds the threshold for a wanted rate of alarms.
  ///
  /// - Parameters:
  ///   - scores: Of normal operation, at least 0; those that are not finite are left out.
  ///   - alarmRate: Wanted probability of an alarm per row, above 0 and below 1.
  /// - Returns: A threshold no lower than the 98 % quantile, and positive. With fewer than four excesses it is
  ///   1.5 times the largest score, without scores 1.
  /// - Precondition: `alarmRate` is in that range.
  /// - Complexity: O(n log n). Allocates.
  public static func threshold(_ scores: [Double], alarmRate: Double) -> Double {
    precondition(alarmRate > 0 && alarmRate < 1, "an alarm rate of \(alarmRate) per row")
    let sorted = scores.filter { $0.isFinite }.sorted()
    guard let largest = sorted.last else { return 1 }
    let start = sorted[Int(0.98 * Double(sorted.count - 1))]
    let excesses = sorted.filter { $0 > start }.map { $0 - start }
    guard excesses.count >= 4 else { return max(largest * 1.5, 1e-9) }
    let share = alarmRate * Double(sorted.count) / Double(excesses.count)
    return max(start + excess(excesses, share: share), 1e-9)
  }

  /// The excess that a share of excesses exceed, at least 0; of fewer than four, half more than the largest.
  static func excess(_ excesses: [Double], share: Double) -> Double {
    let count = Double(excesses.count)
    guard count >= 4 else { return 1.5 * (excesses.max() ?? 0) }
    let mean = excesses.reduce(0, +) / count
    let variance = excesses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    guard variance > 1e-12 * mean * mean else { return mean }
    let shape = min(max((1 - mean * mean / variance) / 2, -0.5), 0.5)
    let scale = mean * (1 - shape)
    return max(0, abs(shape) < 1e-6 ? -scale * .log(share) : scale / shape * (.pow(share, -shape) - 1))
  }
}
