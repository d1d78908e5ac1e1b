/// What the trees are fitted to: the mean of the target, or one of its quantiles.
///
/// With the residual `r = target − prediction`:
///
///     squaredError   ½ r²                          reported as the root mean square of r
///     quantile(α)    max(α r, (α − 1) r)           reported as its mean, the pinball loss
///
/// Both have a constant second derivative in this implementation (the pinball loss has none, so 1 stands in its
/// place), so that a leaf's hessian is its row count.
///
/// - SeeAlso: Koenker & Bassett, *Regression Quantiles*, Econometrica 46(1), 1978,
///   [doi:10.2307/1913643](https://doi.org/10.2307/1913643).
public enum BoostingObjective: Sendable, Equatable {
  /// The conditional mean.
  case squaredError
  /// The conditional quantile at a level strictly between 0 and 1, by the pinball loss.
  case quantile(Double)

  /// The objective itself, once its level is known to lie strictly between 0 and 1.
  ///
  /// - Throws: `BoostingError.invalidQuantile`.
  public func validated() throws(BoostingError) -> Self {
    if case .quantile(let level) = self, !(level > 0 && level < 1) {
      throw .invalidQuantile(level)
    }
    return self
  }

  /// The best constant prediction: the mean or the quantile of the targets.
  ///
  /// - Precondition: There is at least one target.
  func baseScore(_ targets: [Float]) -> Float {
    precondition(!targets.isEmpty, "BoostingObjective: no targets to start from")
    switch self {
    case .squaredError:
      var sum = 0.0
      for target in targets { sum += Double(target) }
      return Float(sum / Double(targets.count))
    case .quantile(let level):
      var values = targets
      var span = values.mutableSpan
      return OrderStatistics.quantile(level, ofFirst: targets.count, in: &span)
    }
  }

  /// The loss of residuals, in the target's unit.
  ///
  /// - Parameter residuals: Target minus prediction, shape `[N]`, in the target's unit.
  /// - Complexity: O(N). Does not allocate.
  func loss(_ residuals: Span<Float>) -> Double {
    var sum = 0.0
    switch self {
    case .squaredError:
      for row in 0..<residuals.count {
        let residual = Double(residuals[row])
        sum += residual * residual
      }
      return (sum / Double(residuals.count)).squareRoot()
    case .quantile(let level):
      for row in 0..<residuals.count {
        let residual = Double(residuals[row])
        sum += residual * (residual > 0 ? level : level - 1)
      }
      return sum / Double(residuals.count)
    }
  }

  /// The negative gradients of the loss as fixed-point numbers, and the scale that they were multiplied by.
  ///
  /// - Parameters:
  ///   - residuals: Target minus prediction, shape `[N]`, in the target's unit.
  ///   - gradients: Receives `round(scale × negative gradient)`, shape `[N]`.
  /// - Returns: The scale, or `nil` if a residual is not finite.
  /// - Complexity: O(N). Does not allocate.
  func fillGradients(_ residuals: [Float], into gradients: inout [Int32]) -> FixedPointScale? {
    precondition(residuals.count == gradients.count, "BoostingObjective: one gradient for each residual")
    let residuals = residuals.span
    var gradients = gradients.mutableSpan
    switch self {
    case .squaredError:
      var sum = 0.0
      var largest: Float = 0
      for row in 0..<residuals.count {
        let magnitude = residuals[row].magnitude
        sum += Double(magnitude)
        largest = Swift.max(largest, magnitude)
      }
      guard sum.isFinite else { return nil }
      let scale = FixedPointScale(sumOfMagnitudes: sum, largest: Double(largest))
      for row in 0..<residuals.count {
        gradients[row] = scale.fixed(Double(residuals[row]))
      }
      return scale
    case .quantile(let level):
      let largest = Swift.max(level, 1 - level)
      let scale = FixedPointScale(sumOfMagnitudes: largest * Double(residuals.count), largest: largest)
      let above = scale.fixed(level)
      let below = scale.fixed(level - 1)
      for row in 0..<residuals.count {
        // A row that is met exactly pulls neither way, or it could not be told from those that lie below.
        gradients[row] = residuals[row] > 0 ? above : residuals[row] < 0 ? below : 0
      }
      return scale
    }
  }
}
