import Engine
import Scaling
import Testing

struct StartupEstimatorTests {
  /// What an estimator says of a pool that is asked for so many replicas, tick by tick.
  private func estimate(startupTicks: Int, _ wanted: [Int]) -> Int? {
    var estimator = StartupEstimator()
    var pool = ReplicaPool(ready: 4, startupTicks: startupTicks)
    for (tick, replicas) in wanted.enumerated() {
      pool.advance()
      estimator.observe(tick: tick, ready: pool.ready, starting: pool.starting)
      pool.scale(to: replicas)
    }
    return estimator.ticks
  }

  @Test(arguments: [2, 4, 7, 20])
  func `the time from an order to readiness is found, orders overlapping`(startupTicks: Int) {
    let wanted = (0..<200).map { 4 + $0 / 3 }
    #expect(estimate(startupTicks: startupTicks, wanted) == startupTicks)
  }

  @Test(arguments: [2, 4, 7, 20])
  func `orders that are cancelled do not count`(startupTicks: Int) {
    let wanted = (0..<900).map { 10 + [0, 5, 9, 2, 7, 7, 0, 1, 12][$0 / 5 % 9] }
    #expect(estimate(startupTicks: startupTicks, wanted) == startupTicks)
  }

  @Test func `four starts are too few, five are enough`() {
    func wanted(_ starts: Int) -> [Int] { (0..<100).map { 4 + min(starts, $0 / 10) } }
    #expect(estimate(startupTicks: 4, wanted(4)) == nil)
    #expect(estimate(startupTicks: 4, wanted(5)) == 4)
  }

  @Test(arguments: [0, 1])
  func `starts within a tick are never seen starting, and say nothing`(startupTicks: Int) {
    #expect(estimate(startupTicks: startupTicks, (0..<100).map { 4 + $0 }) == nil)
  }

  @Test func `the slowest fifth of starts is left out and the rest is not waited less for`() {
    var estimator = StartupEstimator()
    var tick = 0
    var ready = 3
    // One replica at a time: of ten starts six take 4 ticks, two 6 and two 30.
    for duration in [4, 30, 4, 6, 4, 4, 6, 4, 30, 4] {
      for age in 0...duration {
        ready += age == duration ? 1 : 0
        estimator.observe(tick: tick, ready: ready, starting: age > 0 && age < duration ? 1 : 0)
        tick += 1
      }
    }
    #expect(estimator.ticks == 6)
  }

  @Test func `what was under way before anyone watched, or while nobody did, is not measured`() {
    var estimator = StartupEstimator()
    for start in 0..<20 {
      // Watched from the middle of each start until it is ready.
      estimator.observe(tick: 10 * start, ready: start, starting: 1)
      estimator.observe(tick: 10 * start + 1, ready: start, starting: 1)
      estimator.observe(tick: 10 * start + 2, ready: start + 1, starting: 0)
    }
    #expect(estimator.ticks == nil)
  }

  @Test func `a new start-up time is learned within 32 starts`() {
    var estimator = StartupEstimator()
    var pools = [4, 12].map { ReplicaPool(ready: 1, startupTicks: $0) }
    var tick = 0
    for index in pools.indices {
      for _ in 0..<700 {
        pools[index].advance()
        estimator.observe(tick: tick, ready: pools[index].ready, starting: pools[index].starting)
        pools[index].scale(to: tick / 20 % 35 + 1)
        tick += 1
      }
      #expect(estimator.ticks == [4, 12][index])
    }
  }
}
