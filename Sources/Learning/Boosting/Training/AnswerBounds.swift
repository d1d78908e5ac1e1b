/// Between which numbers a leaf's answer must lie, because a feature above it is monotone.
package struct AnswerBounds: Sendable, Equatable, BitwiseCopyable {
  package var low = -Double.infinity
  package var high = Double.infinity

  package init(low: Double = -.infinity, high: Double = .infinity) {
    self.low = low
    self.high = high
  }

  func clamp(_ answer: Double) -> Double { Swift.min(Swift.max(answer, low), high) }

  /// The bounds of the two children of a split on a monotone feature: both keep to their side of the middle between
  /// their answers, so that nothing further down can break the order.
  func children(_ monotonicity: Monotonicity?, left: Double, right: Double) -> (AnswerBounds, AnswerBounds) {
    let middle = left / 2 + right / 2
    switch monotonicity {
    case nil: return (self, self)
    case .increasing: return (AnswerBounds(low: low, high: middle), AnswerBounds(low: middle, high: high))
    case .decreasing: return (AnswerBounds(low: middle, high: high), AnswerBounds(low: low, high: middle))
    }
  }
}
