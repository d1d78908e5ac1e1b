/// What the cluster itself cost and missed under this policy, beside what its rungs' shadows say and what the HPA's says.
///
/// The shadows do not see what changing between rungs costs, nor replicas that fail or start late. The ratio of the
/// realized amounts to the shadows' corrects the table, and what was spent above or below the budget is taken from
/// what may be spent now, so that the budget holds over days. While the HPA acts the budget counts as kept.
package struct RealizedCost: Sendable, Codable, Equatable {
  private static let budgetGain: Float = 2
  /// The HPA's loss or changes that each side of a ratio is taken to have besides its own: few events say little.
  private static let shrinkage: Float = 0.3

  /// Discounted means per block.
  private var realized = SIMD4<Float>.zero
  private var predicted = SIMD4<Float>.zero
  private var hpa = SIMD4<Float>.zero
  /// Sums of the present block.
  private var block = SIMD4<Float>.zero

  package init() {}

  /// Counts what one tick showed.
  package mutating func record(cost: Float, ready: Float, loss: Float, changes: Float) {
    block += SIMD4(cost, ready, loss, changes)
  }

  /// Begins a new block without learning from this one.
  package mutating func clearBlock() { block = .zero }

  /// Learns from a block.
  ///
  /// - Parameters:
  ///   - rungs: The rungs that were followed; nil for the HPA.
  ///   - rate: The table's learning rate.
  package mutating func learn(_ shadows: RungShadows.Block, following rungs: SIMD4<Int32>?, mode: Mode, rate: Float) {
    var own = SIMD4<Float>.zero
    var reference = SIMD4<Float>.zero
    for state in 0..<RungShadows.regimes {
      let first = state * Rung.all.count
      own += shadows.outcomes[first + Int(rungs?[state] ?? Int32(Rung.hpa))].lanes
      reference += shadows.outcomes[first + Rung.hpa].lanes
    }
    if rungs == nil {
      block[0] = mode.costShare * reference[0]
      block[1] = mode.readyShare * reference[1]
      (own[0], own[1]) = (block[0], block[1])
    }
    realized += rate * (block - realized)
    predicted += rate * (own - predicted)
    hpa += rate * (reference - hpa)
    block = .zero
  }

  /// What the table's cost, ready replicas, loss and changes are multiplied by.
  package var correction: SIMD4<Float> {
    guard predicted[0] > 0, predicted[1] > 0 else { return .one }
    let loss = (realized[2] + Self.shrinkage * hpa[2] + 1e-9) / (predicted[2] + Self.shrinkage * hpa[2] + 1e-9)
    let changes =
      (realized[3] + Self.shrinkage * hpa[3] + 0.01) / (predicted[3] + Self.shrinkage * hpa[3] + 0.01)
    return SIMD4(
      min(max(realized[0] / predicted[0], 0.8), 1.3), min(max(realized[1] / predicted[1], 0.8), 1.3),
      min(max(loss, 1), 3), min(max(changes, 0.5), 10))
  }

  /// The shares of the HPA's cost and ready replicas that may be spent now.
  package func budget(_ mode: Mode) -> SIMD2<Float> {
    let share = SIMD2(mode.costShare, mode.readyShare)
    guard hpa[0] > 0, hpa[1] > 0 else { return share }
    let spent = SIMD2(realized[0], realized[1]) / SIMD2(hpa[0], hpa[1])
    let now = share + Self.budgetGain * (share - spent)
    return SIMD2(
      min(max(now[0], 0.85 * share[0]), 1.1 * share[0]), min(max(now[1], 0.85 * share[1]), 1.1 * share[1]))
  }
}
