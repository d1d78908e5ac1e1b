import Foundation

/// How the sums of the trees, the margins, become predictions.
///
/// With K margins m₀ … m_K₋₁:
///
///     identity     m                        means, medians, single quantiles
///     logistic     1 / (1 + e⁻ᵐ)            a probability
///     exponential  eᵐ                       a rate
///     softmax      eᵐₖ / Σ eᵐⱼ              the probabilities of K classes
///     sorted       the margins, ascending   quantiles that cannot cross
///
/// Levels that were learned each for itself may cross where rows are few. Their rearrangement in ascending order cannot,
/// whatever the row, and is never further from the true quantiles than they were.
///
/// - SeeAlso: Chernozhukov, Fernández-Val & Galichon, *Quantile and Probability Curves Without Crossing*, Econometrica
///   78(3), 2010, [doi:10.3982/ECTA7880](https://doi.org/10.3982/ECTA7880).
public enum MarginLink: Sendable, Equatable {
  case identity
  case logistic
  case exponential
  case softmax
  case sorted

  /// Turns the margins of one row into its predictions, in place.
  ///
  /// - Parameters:
  ///   - values: Margins before, predictions after.
  ///   - row: Where in `values` the row's K numbers stand.
  /// - Complexity: O(K). Does not allocate.
  package func apply(_ values: inout MutableSpan<Float>, _ row: Range<Int>) {
    switch self {
    case .identity: break
    case .logistic:
      for index in row { values[index] = Self.logistic(values[index]) }
    case .exponential:
      for index in row { values[index] = exp(values[index]) }
    case .softmax:
      var largest = -Float.infinity
      for index in row { largest = max(largest, values[index]) }
      var sum: Float = 0
      for index in row {
        values[index] = exp(values[index] - largest)
        sum += values[index]
      }
      for index in row { values[index] /= sum }
    case .sorted:
      // Insertion keeps the few numbers sorted.
      for index in row.dropFirst() {
        let value = values[index]
        var place = index
        while place > row.lowerBound && values[place - 1] > value {
          values[place] = values[place - 1]
          place -= 1
        }
        values[place] = value
      }
    }
  }

  /// Turns the only margin of a row into its prediction.
  package func apply(_ margin: Float) -> Float {
    switch self {
    case .identity, .sorted: margin
    case .logistic: Self.logistic(margin)
    case .exponential: exp(margin)
    case .softmax: 1
    }
  }

  private static func logistic(_ margin: Float) -> Float { 1 / (1 + exp(-margin)) }
}
