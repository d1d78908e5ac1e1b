import Numerics

/// The search for the rung of each regime that a mode should follow, one pair of prices at a time.
///
/// A candidate is, for a price of unserved load and a price of a change, the rung with the least
///
///     cost + price · loss + change price · changes
///
/// in each regime. Of the candidates that cost no more than the mode's share of the HPA's cost, counted both with
/// ready replicas and with ready and starting ones, and leave at most three quarters of its unserved load, the search finds the one with
/// the least
///
///     (cost + mode's price · loss) / HPA's cost
///
/// plus penalties for more unserved load or changes than the mode wants. If there is none, the HPA goes on. What budget,
/// limits and penalties are held against is the table's, corrected by what the cluster itself has shown (see `RealizedCost`).
///
/// One candidate a tick spreads the work evenly, and the whole search is done within a block.
///
/// - Complexity: O(regimes · rungs) a candidate. Does not allocate.
package struct RungSearch: Sendable, Codable, Equatable {
  /// Prices of unserved load and of a change, in replica-ticks.
  private static let prices: [Float] = (0..<12).map { 2 * Float.exp(Float($0) / 11 * Float.log(1_500)) }
  private static let changePrices: [Float] = [0, 1, 3, 10, 30, 100]
  package static let candidates = prices.count * changePrices.count
  /// How much better the rung in use looks, so that equals do not alternate.
  private static let currentBonus: Float = 0.99
  /// Share of the HPA's loss that a choice must stay under.
  private static let lossShare: Float = 0.75
  private static let lossPenalty: Float = 1_000
  private static let changePenalty: Float = 2
  /// Fewest changes per block that are worth saving: two a day.
  private static let fewestChanges: Float = 0.03
  /// Above this share of unserved load the HPA itself has failed, and its cost is no measure.
  private static let failure: Float = 0.05
  /// Replicas over the fewest that serve the load, where the HPA has failed.
  private static let sufficient: Float = 1.1

  /// The rungs found, and what they would do compared with the HPA.
  package struct Finding: Sendable, Codable, Equatable {
    /// A rung for each regime.
    package var rungs: SIMD4<Int32>
    /// Cost, ready replicas and loss over the HPA's; the loss is infinite where the HPA's is nearly nothing.
    package var shares: SIMD3<Float>
    /// Whether it keeps to the budget and leaves less unserved than the HPA.
    package var isBetter: Bool
  }

  private var next = 0
  private var best: Finding?
  private var bestScore: Float = .infinity

  package init() {}

  /// Tries one more candidate; the answer comes with the last one.
  ///
  /// - Parameters:
  ///   - current: The rungs in use; nil while the HPA acts.
  package mutating func advance(
    _ mode: Mode, in table: RungTable, current: SIMD4<Int32>?, correcting realized: RealizedCost
  ) -> Finding? {
    let prices = SIMD4<Float>(
      1, 0, Self.prices[next % Self.prices.count], Self.changePrices[next / Self.prices.count])
    let (rungs, sum) = table.cheapest(prices, current: current, bonus: Self.currentBonus)
    judge(rungs, sum, mode, table, realized)
    next += 1
    guard next == Self.candidates else { return nil }
    defer { self = RungSearch() }
    return best ?? Finding(rungs: .zero, shares: SIMD3(repeating: .infinity), isBetter: false)
  }

  /// The whole search at once.
  package static func run(_ mode: Mode, in table: RungTable, correcting realized: RealizedCost) -> Finding {
    var search = RungSearch()
    while true {
      if let finding = search.advance(mode, in: table, current: nil, correcting: realized) { return finding }
    }
  }

  private mutating func judge(
    _ rungs: SIMD4<Int32>, _ sum: SIMD4<Float>, _ mode: Mode, _ table: RungTable, _ realized: RealizedCost
  ) {
    let hpa = table.hpa
    let corrected = sum * realized.correction
    var budget = realized.budget(mode) * SIMD2(hpa.cost, hpa.ready)
    if mode.relaxesFailedBudget, hpa.loss > Self.failure * Float(table.load) {
      let enough = Self.sufficient * Float(table.demand)
      budget[1] = max(budget[1], enough)
      budget[0] = max(budget[0], enough * max(1, hpa.cost / max(hpa.ready, 1e-9)))
    }
    let tolerance = mode.negligibleLoss * hpa.ready
    let excessLoss = max(0, corrected[2] - mode.lossShare * hpa.loss - tolerance)
    let changes = corrected[3] / max(mode.changeShare * hpa.changes, Self.fewestChanges)
    let isAffordable = hpa.cost > 0 && corrected[0] <= budget[0] && corrected[1] <= budget[1]
    guard isAffordable else { return }
    let score =
      (sum[0] + Float(mode.price) * sum[2] + Self.lossPenalty * excessLoss) / max(hpa.cost, 1e-9)
      + Self.changePenalty * max(0, changes - 1)
    let isBetter = corrected[2] <= Self.lossShare * hpa.loss + tolerance
    if let best {
      guard isBetter == best.isBetter ? score < bestScore : isBetter else { return }
    }
    bestScore = score
    best = Finding(
      rungs: rungs,
      shares: SIMD3(
        corrected[0] / max(hpa.cost, 1e-9), corrected[1] / max(hpa.ready, 1e-9),
        hpa.loss > tolerance ? corrected[2] / hpa.loss : .infinity),
      isBetter: isBetter)
  }
}
