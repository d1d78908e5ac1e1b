import Numerics
import Scaling
import Testing

struct RungTableTests {
  /// A block in which everything has the same amount per tick.
  private func block(_ amount: Float, hpa: Float = 1, ticks: [Float] = [1, 1, 1]) -> RungShadows.Block {
    .plain(
      RungOutcome(SIMD4(repeating: amount)), hpa: RungOutcome(SIMD4(repeating: hpa)), ticks: ticks, load: amount + 1,
      demand: amount + 2)
  }

  private func outcome(_ table: RungTable, _ regime: Int, _ rung: Int) -> RungOutcome {
    table.outcomes[regime * Rung.all.count + rung]
  }

  @Test func `a block counts half after the half-life`() {
    var table = RungTable(blockSeconds: 1_200, halfLifeSeconds: 12_000)
    for _ in 0..<600 { table.learn(block(1)) }
    let retention = Double.pow(0.5, 0.1)
    #expect(abs(table.weight - 1 / (1 - retention)) < 1e-9)
    for _ in 0..<10 { table.learn(block(0)) }
    for (regime, rung) in [(0, 0), (2, 56), (1, 189)] {
      for lane in 0..<4 { #expect(abs(outcome(table, regime, rung).lanes[lane] - 0.5) < 1e-5) }
    }
    #expect(abs(outcome(table, 1, Rung.hpa).cost - 1) < 1e-5)
    // Three ticks with loads of 2 before and of 1 after.
    #expect(abs(table.load - 4.5) < 1e-6 && abs(table.demand - 7.5) < 1e-6)
  }

  @Test func `before the half-life matters the table holds plain means`() {
    var table = RungTable(blockSeconds: 1, halfLifeSeconds: 1e9)
    let rates = (1...4).map { table.learn(block(Float($0), ticks: [2, 0, 0])) }
    for (rate, expected) in zip(rates, [1, 0.5, 1.0 / 3, 0.25]) { #expect(abs((rate ?? 0) - expected) < 1e-6) }
    for lane in 0..<4 { #expect(abs(outcome(table, 0, 5).lanes[lane] - 5) < 1e-5) }
    #expect(outcome(table, 1, 5) == .zero)
    #expect(abs(table.shares[0] - 1) < 1e-9 && table.shares[1] == 0)
    #expect(abs(table.weight - 4) < 1e-6)
    #expect(abs(table.load - 7) < 1e-6 && abs(table.demand - 9) < 1e-6)
  }

  @Test func `an idle block teaches nothing`() {
    var table = RungTable(of: block(3))
    let before = table
    var idle = block(0)
    idle.largestLoad = 0.019
    #expect(table.learn(idle) == nil)
    #expect(table == before)
    idle.largestLoad = 0.021
    #expect(table.learn(idle) != nil)
    #expect(table != before)
  }

  @Test func `totals are over all regimes and shares are of the ticks`() {
    let table = RungTable(
      of: .plain(
        RungOutcome(cost: 5, loss: 0.25), hpa: RungOutcome(cost: 10, loss: 1),
        [(1, 12, RungOutcome(cost: 7, loss: 0.5))]), times: 3)
    func isNear(_ value: Float, _ expected: Float) -> Bool { abs(value - expected) < 1e-3 }
    #expect(isNear(table.hpa.cost, 800) && isNear(table.hpa.loss, 80) && isNear(table.hpa.changes, 8))
    #expect(isNear(table.total(11).cost, 400) && isNear(table.total(11).loss, 20))
    #expect(isNear(table.total(12).cost, 460) && isNear(table.total(12).loss, 27.5))
    for (share, expected) in zip(table.shares, [0.5, 0.375, 0.125]) { #expect(abs(share - expected) < 1e-9) }
  }

  @Test func `the choice is rungs where they are better and nothing where the HPA goes on`() {
    let good: (regime: Int?, rung: Int, outcome: RungOutcome) = (nil, 33, RungOutcome(cost: 5, loss: 0.1))
    let hpa = RungOutcome(cost: 10, loss: 1)
    for mode in Mode.allCases {
      let better = RungTable(of: .plain(RungOutcome(cost: 9.5, loss: 0.8), hpa: hpa, [good]))
      #expect(better.choice(mode) == [Rung](repeating: Rung.all[33], count: 3))
      #expect(RungTable(of: .plain(RungOutcome(cost: 12, loss: 0), hpa: hpa)).choice(mode) == nil)
      #expect(RungTable(blockSeconds: 1_200).choice(mode) == nil)
    }
  }
}
