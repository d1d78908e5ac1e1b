import Scaling
import Tensors
import Testing

struct RungSearchTests {
  private let hpa = RungOutcome(cost: 10, loss: 1)
  /// What rungs do that nobody would choose, and that are within the budget.
  private let poor = RungOutcome(cost: 9.6, loss: 0.85)

  private typealias Special = (regime: Int?, rung: Int, outcome: RungOutcome)

  private func find(
    _ mode: Mode, _ special: [Special], times: Int = 20, correcting realized: RealizedCost = RealizedCost()
  ) -> RungSearch.Finding {
    RungSearch.run(mode, in: RungTable(of: .plain(poor, hpa: hpa, special), times: times), correcting: realized)
  }

  private func rungs(_ finding: RungSearch.Finding) -> [Int] { (0..<3).map { Int(finding.rungs[$0]) } }

  @Test(arguments: Mode.allCases)
  func `the rung that is plainly best is found in every regime`(mode: Mode) {
    let finding = find(mode, [(nil, 33, RungOutcome(cost: 5, loss: 0.1))])
    #expect(rungs(finding) == [33, 33, 33])
    #expect(finding.isBetter)
    for (share, expected) in zip(
      [finding.shares[0], finding.shares[1], finding.shares[2]], [0.5, 0.5, 0.1] as [Float])
    {
      #expect(abs(share - expected) < 1e-4)
    }
  }

  @Test(arguments: Mode.allCases)
  func `a regime has the rung that is best in it`(mode: Mode) {
    let good = RungOutcome(cost: 4, loss: 0.1)
    // Enough blocks for the regimes' own rows to outweigh the pooled one.
    #expect(rungs(find(mode, [(0, 3, good), (1, 7, good), (2, 9, good)], times: 2_000)) == [3, 7, 9])
  }

  @Test func `a regime of few blocks has the rung that is best over all`() {
    let block = RungShadows.Block.plain(
      poor, hpa: hpa, ticks: [70, 9, 1],
      [(nil, 20, RungOutcome(cost: 5, loss: 0.1)), (2, 40, RungOutcome(cost: 4.9, loss: 0.1))])
    #expect(
      rungs(RungSearch.run(.balanced, in: RungTable(of: block, times: 10), correcting: RealizedCost())) == [20, 20, 20])
  }

  @Test(arguments: Mode.allCases)
  func `where nothing is better the HPA goes on`(mode: Mode) {
    #expect(!RungSearch.run(mode, in: RungTable(blockSeconds: 1_200), correcting: RealizedCost()).isBetter)
    let dear = RungTable(of: .plain(RungOutcome(cost: 10.1, loss: 0), hpa: hpa))
    #expect(!RungSearch.run(mode, in: dear, correcting: RealizedCost()).isBetter)
    let lossy = RungTable(of: .plain(RungOutcome(cost: 5, loss: 0.8), hpa: hpa))
    #expect(!RungSearch.run(mode, in: lossy, correcting: RealizedCost()).isBetter)
    let sound = RungTable(of: .plain(RungOutcome(cost: 5, loss: 0.7), hpa: hpa))
    #expect(RungSearch.run(mode, in: sound, correcting: RealizedCost()).isBetter)
  }

  @Test(arguments: Mode.allCases)
  func `where the HPA leaves nothing unserved, what serves everything at less cost is better`(mode: Mode) {
    let table = RungTable(
      of: .plain(
        RungOutcome(cost: 5, loss: 0.01), hpa: RungOutcome(cost: 10, loss: 0),
        [(nil, 33, RungOutcome(cost: 8, loss: 0))]
      ))
    let finding = RungSearch.run(mode, in: table, correcting: RealizedCost())
    #expect(finding.isBetter && rungs(finding) == [33, 33, 33])
    // A share of nothing is no number.
    #expect(finding.shares[2] == .infinity)
  }

  @Test(arguments: Mode.allCases)
  func `ready replicas have to keep to the budget too`(mode: Mode) {
    let kept = RungOutcome(cost: 9, loss: 0.05)
    // Cheap only because it starts little: more of it is ready than of the HPA's.
    let ready = RungOutcome(cost: 9.5, ready: 9.9, loss: 0, changes: 0.1)
    let cost = RungOutcome(cost: 10.1, ready: 9.5, loss: 0, changes: 0.1)
    let neither = RungOutcome(cost: 9.5, ready: 9.5, loss: 0, changes: 0.1)
    #expect(rungs(find(mode, [(nil, 10, ready), (nil, 30, kept)])) == [30, 30, 30])
    #expect(rungs(find(mode, [(nil, 10, cost), (nil, 30, kept)])) == [30, 30, 30])
    #expect(
      rungs(find(mode, [(nil, 10, neither), (nil, 30, kept)])) == (mode == .save ? [30, 30, 30] : [10, 10, 10]))
  }

  @Test(arguments: Mode.allCases)
  func `whatever the table, the budget holds in both accounts and less is left unserved`(mode: Mode) {
    var random = RandomSource(seed: 21)
    var better = 0
    for _ in 0..<40 {
      var table = RungTable(blockSeconds: 1_200)
      var block = RungShadows.Block.random(&random)
      let reference = RungOutcome(
        cost: Float(8 + 4 * random.uniform()), ready: Float(7.5 + 3 * random.uniform()),
        loss: Float(0.1 * random.uniform()),
        changes: 0.1)
      for state in 0..<3 {
        block.outcomes[state * Rung.all.count + Rung.hpa].lanes = reference.lanes * block.ticks[state]
      }
      for _ in 0..<20 { table.learn(block) }
      let finding = RungSearch.run(mode, in: table, correcting: RealizedCost())
      guard finding.isBetter else { continue }
      better += 1
      #expect(finding.shares[0] <= mode.costShare + 1e-5)
      #expect(finding.shares[1] <= mode.readyShare + 1e-5)
      #expect(finding.shares[2] < 0.95)
    }
    #expect(better > 5)
  }

  @Test func `the price of unserved load decides between cheap and safe`() {
    // Replica-ticks for one unserved: 3 / 0.3 = 10 from the first to the second, 1.5 / 0.01 = 150 to the third.
    let rungs: [Special] = [
      (nil, 10, RungOutcome(cost: 5, loss: 0.35)), (nil, 20, RungOutcome(cost: 8, loss: 0.05)),
      (nil, 30, RungOutcome(cost: 9.5, loss: 0.04)),
    ]
    #expect(self.rungs(find(.save, rungs)) == [10, 10, 10])
    #expect(self.rungs(find(.balanced, rungs)) == [20, 20, 20])
    #expect(self.rungs(find(.protect, rungs)) == [30, 30, 30])
  }

  @Test func `no mode takes more unserved load than it wants while there is another`() {
    // Dearer by more than the price says: 4.5 / 0.2 = 22 replica-ticks for one unserved.
    let rungs: [Special] = [(nil, 10, RungOutcome(cost: 5, loss: 0.7)), (nil, 20, RungOutcome(cost: 9.5, loss: 0.5))]
    #expect(self.rungs(find(.save, rungs)) == [20, 20, 20])
  }

  @Test func `changes above the mode's share are avoided when a steadier rung is almost as good`() {
    func rungs(_ mode: Mode, changes: Float) -> [Int] {
      self.rungs(
        find(
          mode,
          [
            (nil, 10, RungOutcome(cost: 8, loss: 0.05, changes: changes)),
            (nil, 20, RungOutcome(cost: 8.1, loss: 0.05, changes: 0.05)),
          ]))
    }
    // The HPA changes in a tenth of the ticks.
    #expect(rungs(.balanced, changes: 0.19) == [10, 10, 10])
    #expect(rungs(.balanced, changes: 0.5) == [20, 20, 20])
    #expect(rungs(.save, changes: 0.5) == [20, 20, 20])
    #expect(rungs(.protect, changes: 0.5) == [10, 10, 10])
  }

  @Test func `a steadier rung is not worth any price`() {
    let rungs: [Special] = [
      (nil, 10, RungOutcome(cost: 5, loss: 0.05, changes: 0.22)),
      (nil, 20, RungOutcome(cost: 9, loss: 0.05, changes: 0.05)),
    ]
    #expect(self.rungs(find(.balanced, rungs)) == [10, 10, 10])
  }

  @Test(arguments: [(0.6, true), (0.4, false)] as [(Float, Bool)])
  func `where the HPA fails, protect may spend what serves the load, the other modes may not`(
    unserved: Float, isRelaxed: Bool
  ) {
    // A twentieth of the load is 0.5.
    func isBetter(_ mode: Mode, cost: Float) -> Bool {
      let block = RungShadows.Block.plain(
        RungOutcome(cost: 20, loss: 0), hpa: RungOutcome(cost: 8, loss: unserved), load: 10, demand: 10,
        [(nil, 33, RungOutcome(cost: cost, loss: 0.01))])
      return RungSearch.run(mode, in: RungTable(of: block), correcting: RealizedCost()).isBetter
    }
    #expect(isBetter(.protect, cost: 10.9) == isRelaxed)
    #expect(!isBetter(.protect, cost: 11.1))
    #expect(!isBetter(.balanced, cost: 10.9) && !isBetter(.save, cost: 10.9))
    for mode in Mode.allCases { #expect(isBetter(mode, cost: 7.5)) }
  }

  @Test(arguments: Mode.allCases)
  func `one candidate a tick finds what the whole search finds at once`(mode: Mode) {
    var random = RandomSource(seed: 22)
    let table = RungTable(of: .random(&random))
    var search = RungSearch()
    var found: [RungSearch.Finding] = []
    for tick in 1...2 * RungSearch.candidates {
      guard let finding = search.advance(mode, in: table, current: nil, correcting: RealizedCost()) else { continue }
      #expect(tick % RungSearch.candidates == 0)
      found.append(finding)
    }
    let whole = RungSearch.run(mode, in: table, correcting: RealizedCost())
    #expect(found == [whole, whole])
    #expect(whole != RungSearch.run(mode, in: RungTable(of: .random(&random)), correcting: RealizedCost()))
  }

  @Test func `the rung in use is kept for a difference under one per cent`() {
    func rungs(_ cost: Float, current: SIMD4<Int32>?) -> [Int] {
      let table = RungTable(
        of: .plain(
          poor, hpa: hpa,
          [
            (nil, 10, RungOutcome(cost: 5, loss: 0, changes: 0)),
            (nil, 20, RungOutcome(cost: cost, loss: 0, changes: 0)),
          ]))
      var search = RungSearch()
      var finding: RungSearch.Finding?
      while finding == nil {
        finding = search.advance(.balanced, in: table, current: current, correcting: RealizedCost())
      }
      return finding.map { self.rungs($0) } ?? []
    }
    #expect(rungs(4.98, current: SIMD4(repeating: 10)) == [10, 10, 10])
    #expect(rungs(4.98, current: nil) == [20, 20, 20])
    #expect(rungs(4.9, current: SIMD4(repeating: 10)) == [20, 20, 20])
  }

  @Test func `what the cluster cost or left unserved beyond the shadows makes the choice stricter`() {
    let rungs: [Special] = [
      (nil, 10, RungOutcome(cost: 9.6, loss: 0.01)), (nil, 20, RungOutcome(cost: 8, loss: 0.3)),
    ]
    let block = RungShadows.Block.plain(poor, hpa: hpa, rungs)
    /// The cluster followed rung 20, and cost and left unserved so many times more.
    func realized(cost: Float, loss: Float) -> RealizedCost {
      var realized = RealizedCost()
      realized.record(cost: 640 * cost, ready: 640, loss: 24 * loss, changes: 8)
      realized.learn(block, following: SIMD4(repeating: 20), mode: .protect, rate: 1)
      return realized
    }
    #expect(self.rungs(find(.protect, rungs, correcting: realized(cost: 1, loss: 1))) == [10, 10, 10])
    #expect(self.rungs(find(.protect, rungs, correcting: realized(cost: 1.2, loss: 1))) == [20, 20, 20])
    #expect(find(.balanced, [rungs[1]], correcting: realized(cost: 1, loss: 1)).isBetter)
    #expect(find(.balanced, [rungs[1]], correcting: realized(cost: 1, loss: 4)).shares[2] > 0.6)
    let lossy: [Special] = [(nil, 10, RungOutcome(cost: 5, loss: 0.5))]
    let few = RungTable(of: .plain(RungOutcome(cost: 12, loss: 0.5), hpa: hpa, lossy))
    #expect(RungSearch.run(.balanced, in: few, correcting: realized(cost: 1, loss: 1)).isBetter)
    #expect(!RungSearch.run(.balanced, in: few, correcting: realized(cost: 1, loss: 4)).isBetter)
  }
}
