import Numerics
import Scaling
import Testing

/// A block in which every cell is the same but for some rungs.
private func block(
  cost: Double, loss: Double, hpa: (cost: Double, loss: Double), ticks: [Double] = [40, 30, 10],
  _ special: [(regime: Int?, rung: Int, cost: Double, loss: Double)] = []
) -> RungShadows.Block {
  var block = RungShadows.Block()
  block.ticks = ticks
  for regime in 0..<3 {
    for rung in Rung.all.indices {
      let cell = regime * Rung.all.count + rung
      var values = rung == Rung.hpa ? hpa : (cost: cost, loss: loss)
      for entry in special where entry.rung == rung && (entry.regime ?? regime) == regime {
        values = (entry.cost, entry.loss)
      }
      block.cost[cell] = values.cost * ticks[regime]
      block.ready[cell] = values.cost * ticks[regime]
      block.loss[cell] = values.loss * ticks[regime]
    }
  }
  return block
}

struct RungTableTests {
  private func chosen(_ mode: Mode, from blocks: [RungShadows.Block], at start: Int = Rung.initial) -> [Int] {
    var table = RungTable(blockSeconds: 1_200)
    for block in blocks { table.learn(block) }
    var current = [Int](repeating: start, count: 3)
    table.choose(mode, current: &current)
    return current
  }

  @Test(arguments: Mode.allCases)
  func `the rung that is plainly best is chosen in every regime`(mode: Mode) {
    let blocks = [RungShadows.Block](
      repeating: block(cost: 9.8, loss: 0.8, hpa: (10, 1), [(nil, 33, 5, 0.1)]), count: 20)
    #expect(chosen(mode, from: blocks) == [33, 33, 33])
  }

  @Test(arguments: Mode.allCases)
  func `a regime has the rung that is best in it`(mode: Mode) {
    // Enough blocks for the regimes' own rows to outweigh the pooled one.
    let blocks = [RungShadows.Block](
      repeating: block(cost: 9.8, loss: 0.8, hpa: (10, 1), [(0, 3, 4, 0.1), (1, 7, 4, 0.1), (2, 9, 4, 0.1)]),
      count: 2_000)
    #expect(chosen(mode, from: blocks) == [3, 7, 9])
  }

  @Test(arguments: Mode.allCases)
  func `where every rung costs more than the HPA the HPA is chosen`(mode: Mode) {
    let dear = [RungShadows.Block](repeating: block(cost: 12, loss: 0, hpa: (10, 1)), count: 20)
    #expect(chosen(mode, from: dear) == [Rung.hpa, Rung.hpa, Rung.hpa])
    let lossy = [RungShadows.Block](repeating: block(cost: 5, loss: 2, hpa: (10, 1)), count: 20)
    #expect(chosen(mode, from: lossy) == [Rung.hpa, Rung.hpa, Rung.hpa])
  }

  @Test func `ready replicas have to stay within the HPA's budget too`() {
    var dear = block(cost: 12, loss: 0.8, hpa: (10, 1), [(nil, 33, 5, 0.1)])
    // Cheap only because it starts little: its ready replicas are more than the HPA's.
    for regime in 0..<3 { dear.ready[regime * Rung.all.count + 33] = 11 * dear.ticks[regime] }
    #expect(chosen(.balanced, from: [RungShadows.Block](repeating: dear, count: 20)) == [57, 57, 57])
  }

  @Test func `the price of unserved load decides between cheap and safe`() {
    // One replica-tick unserved costs 4.5 / 0.79 = 5.7 replica-ticks more or less.
    let blocks = [RungShadows.Block](
      repeating: block(cost: 9.8, loss: 0.8, hpa: (10, 1), [(nil, 10, 5, 0.8), (nil, 20, 9.5, 0.01)]), count: 20)
    #expect(chosen(.save, from: blocks) == [10, 10, 10])
    #expect(chosen(.balanced, from: blocks) == [20, 20, 20])
    #expect(chosen(.protect, from: blocks) == [20, 20, 20])
  }

  @Test func `the rung in use is kept for a difference under one per cent`() {
    func blocks(_ cost: Double) -> [RungShadows.Block] {
      [RungShadows.Block](
        repeating: block(cost: 9.8, loss: 0.8, hpa: (10, 1), [(nil, 10, 5, 0), (nil, 20, cost, 0)]), count: 20)
    }
    #expect(chosen(.balanced, from: blocks(4.98), at: 10) == [10, 10, 10])
    #expect(chosen(.balanced, from: blocks(4.98)) == [20, 20, 20])
    #expect(chosen(.balanced, from: blocks(4.9), at: 10) == [20, 20, 20])
  }

  @Test func `a block counts half after the half-life`() {
    var table = RungTable(blockSeconds: 1_200, halfLifeSeconds: 12_000)
    for _ in 0..<600 { table.learn(block(cost: 1, loss: 1, hpa: (1, 1), ticks: [1, 1, 1])) }
    let retention = Double.pow(0.5, 0.1)
    #expect(abs(table.weight - 1 / (1 - retention)) < 1e-9)
    for _ in 0..<10 { table.learn(block(cost: 0, loss: 0, hpa: (1, 1), ticks: [1, 1, 1])) }
    #expect(abs(table.cost[0, 0] - 0.5) < 1e-9)
    #expect(abs(table.cost[2, 56] - 0.5) < 1e-9)
    #expect(abs(table.loss[1, 3] - 0.5) < 1e-9)
    #expect(abs(table.cost[1, Rung.hpa] - 1) < 1e-9)
  }

  @Test func `before the half-life matters the table holds plain means`() {
    var table = RungTable(blockSeconds: 1, halfLifeSeconds: 1e9)
    for value in 1...4 { table.learn(block(cost: Double(value), loss: 0, hpa: (1, 1), ticks: [2, 0, 0])) }
    #expect(abs(table.cost[0, 5] - 5) < 1e-6)
    #expect(table.cost[1, 5] == 0)
    #expect(abs(table.shares[0] - 1) < 1e-9 && table.shares[1] == 0)
    #expect(abs(table.weight - 4) < 1e-6)
  }

  @Test func `shares are of the HPA's cost and loss over all regimes`() {
    var table = RungTable(blockSeconds: 1_200)
    table.learn(block(cost: 5, loss: 0.25, hpa: (10, 1)))
    let shares = table.shares(of: 12)
    #expect(abs(shares.cost - 0.5) < 1e-12 && abs((shares.loss ?? 0) - 0.25) < 1e-12)
    var calm = RungTable(blockSeconds: 1_200)
    calm.learn(block(cost: 5, loss: 0, hpa: (10, 1e-6)))
    #expect(calm.shares(of: 12).loss == nil)
  }
}
