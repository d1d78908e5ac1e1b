/// What a rung, or the cluster itself, cost and missed over some ticks.
package struct RungOutcome: Sendable, Equatable, BitwiseCopyable, Codable {
  /// The four amounts as lanes: cost, ready, loss, changes.
  package var lanes: SIMD4<Float>

  package init(_ lanes: SIMD4<Float>) { self.lanes = lanes }

  package init(cost: Float, ready: Float, loss: Float, changes: Float) {
    lanes = SIMD4(cost, ready, loss, changes)
  }

  package static let zero = RungOutcome(.zero)

  /// Ready and starting replica-ticks, and the price of changes.
  package var cost: Float { lanes[0] }
  /// Ready replica-ticks.
  package var ready: Float { lanes[1] }
  /// Unserved load in replica-ticks, with near misses (see `RungShadows.loss`).
  package var loss: Float { lanes[2] }
  /// Ticks in which the number asked for changed.
  package var changes: Float { lanes[3] }
}
