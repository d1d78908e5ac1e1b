import Scaling
import Testing

struct RealizedCostTests {
  /// Per tick: rung 10 as the HPA, rung 20 with a tenth of its unserved load.
  private let block = RungShadows.Block.plain(
    RungOutcome(cost: 12, loss: 2), hpa: RungOutcome(cost: 10, ready: 9.5, loss: 1, changes: 0.1),
    [
      (nil, 20, RungOutcome(cost: 9, ready: 8.5, loss: 0.1, changes: 0.05)),
      (1, 30, RungOutcome(cost: 6, ready: 5, loss: 0.1, changes: 0.05)),
    ])

  /// After blocks in which the cluster itself had this per tick.
  private func realized(
    _ blocks: [RungOutcome], following rungs: SIMD4<Int32>? = SIMD4(repeating: 20), mode: Mode = .balanced
  ) -> RealizedCost {
    var realized = RealizedCost()
    for (index, outcome) in blocks.enumerated() {
      for _ in 0..<80 {
        realized.record(cost: outcome.cost, ready: outcome.ready, loss: outcome.loss, changes: outcome.changes)
      }
      realized.learn(block, following: rungs, mode: mode, rate: 1 / Float(index + 1))
    }
    return realized
  }

  private func isNear(_ value: Float, _ expected: Float) -> Bool { abs(value - expected) < 1e-3 }

  @Test(arguments: Mode.allCases)
  func `before anything happened nothing is corrected and the budget is the mode's`(mode: Mode) {
    #expect(RealizedCost().correction == SIMD4(repeating: 1))
    #expect(RealizedCost().budget(mode) == SIMD2(mode.costShare, mode.readyShare))
  }

  @Test func `shadows that were right are not corrected`() {
    let correction = realized([RungOutcome(cost: 9, ready: 8.5, loss: 0.1, changes: 0.05)]).correction
    for lane in 0..<4 { #expect(isNear(correction[lane], 1)) }
  }

  @Test func `amounts are corrected by the ratio to the shadows, few losses and changes with care`() {
    let correction = realized([RungOutcome(cost: 9.9, ready: 8.925, loss: 0.5, changes: 0.15)]).correction
    #expect(isNear(correction[0], 1.1) && isNear(correction[1], 1.05))
    // (0.5 + 0.3 · 1) / (0.1 + 0.3 · 1), and the same with a hundredth of a change per block more.
    #expect(isNear(correction[2], 2))
    #expect(isNear(correction[3], (80 * (0.15 + 0.03) + 0.01) / (80 * (0.05 + 0.03) + 0.01)))
  }

  @Test func `corrections end somewhere`() {
    let most = realized([RungOutcome(SIMD4(90, 85, 10, 10))]).correction
    #expect(most == SIMD4(1.3, 1.3, 3, 10))
    // Less unserved load than the shadows say is luck.
    let least = realized([RungOutcome(.zero)]).correction
    #expect(least == SIMD4(0.8, 0.8, 1, 0.5))
  }

  @Test func `the shadows of the rungs that were followed are compared, regime by regime`() {
    // Half of the ticks on rung 20, three eighths on 30, the rest on 20.
    let shadow = RungOutcome(SIMD4(9 * 5 + 6 * 3, 8.5 * 5 + 5 * 3, 0.1 * 8, 0.05 * 8) / 8)
    let correction = realized([shadow], following: SIMD4(20, 30, 20, 0)).correction
    for lane in 0..<4 { #expect(isNear(correction[lane], 1)) }
    #expect(realized([shadow]).correction[0] < 0.9)
  }

  @Test func `what was spent above the budget is saved later and the other way round`() {
    // 9.5 of 10 and 9.12 of 9.5 are .03 and .02 under the shares of .98, 9.9 and 9.5 .01 and .02 over.
    let under = realized([RungOutcome(cost: 9.5, ready: 9.12, loss: 0.1, changes: 0.05)]).budget(.balanced)
    #expect(isNear(under[0], 0.98 + 2 * 0.03) && isNear(under[1], 0.98 + 2 * 0.02))
    let over = realized([RungOutcome(cost: 9.9, ready: 9.5, loss: 0.1, changes: 0.05)]).budget(.balanced)
    #expect(isNear(over[0], 0.98 - 2 * 0.01) && isNear(over[1], 0.98 - 2 * 0.02))
    let most = realized([RungOutcome(.zero)]).budget(.balanced)
    #expect(isNear(most[0], 1.1 * 0.98) && isNear(most[1], 1.1 * 0.98))
    let least = realized([RungOutcome(cost: 20, loss: 0)]).budget(.protect)
    #expect(isNear(least[0], 0.85 * 0.995) && isNear(least[1], 0.85 * 0.98))
  }

  @Test(arguments: Mode.allCases)
  func `while the HPA acts the budget counts as kept, whatever the cluster cost`(mode: Mode) {
    let realized = realized([RungOutcome(cost: 30, loss: 1)], following: nil, mode: mode)
    let budget = realized.budget(mode)
    #expect(isNear(budget[0], mode.costShare) && isNear(budget[1], mode.readyShare))
    // Its unserved load is compared with its own shadow, its cost with nothing.
    for lane in 0..<3 { #expect(isNear(realized.correction[lane], 1)) }
  }

  @Test func `blocks are averaged at the table's rate`() {
    let blocks = [
      RungOutcome(cost: 9, ready: 8.5, loss: 0, changes: 0), RungOutcome(cost: 9.9, ready: 8.5, loss: 0, changes: 0),
    ]
    #expect(isNear(realized(blocks).correction[0], 1.05))
    #expect(isNear(realized(blocks + [blocks[1]]).correction[0], 1 + 0.2 / 3))
  }

  @Test func `a block that was cleared leaves nothing`() {
    var realized = RealizedCost()
    realized.record(cost: 1e6, ready: 1e6, loss: 1e6, changes: 1e6)
    realized.clearBlock()
    #expect(realized == RealizedCost())
  }
}
