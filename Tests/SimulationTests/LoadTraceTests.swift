import Simulation
import Testing

struct LoadTraceTests {
  private func close(_ a: [Double], _ b: [Double]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < 1e-12 || ($0.isNaN && $1.isNaN) }
  }

  @Test func `a row of a minute is held for four ticks`() {
    let trace = LoadTrace(values: [120, 60], interval: 60, capacity: 60)
    #expect(close(trace.loads, [2, 2, 2, 2, 1, 1, 1, 1]))
    // 60 requests a minute are one a second.
    #expect(trace.replicaCapacity == 1)
    #expect(trace.tick(ofRow: 1, interval: 60) == 4)
  }

  @Test func `a tick of one-second rows is the mean of fifteen`() {
    let trace = LoadTrace(values: (0..<31).map { Double($0) }, interval: 1, capacity: 2)
    // Means 7 and 22; the last row does not fill a tick.
    #expect(close(trace.loads, [3.5, 11]))
    #expect(trace.tick(ofRow: 15, interval: 1) == 1)
  }

  @Test func `a row of thirty seconds is held for two ticks`() {
    #expect(close(LoadTrace(values: [3, 5], interval: 30, capacity: 1).loads, [3, 3, 5, 5]))
  }

  @Test func `a tick across two rows has its share of each`() {
    // Rows of 20 s: ticks 0-15, 15-30, 30-45, 45-60 lie 15; 5 and 10; 10 and 5; 15 seconds in them.
    let trace = LoadTrace(values: [3, 6, 12], interval: 20, capacity: 1)
    #expect(close(trace.loads, [3, 5, 8, 12]))
  }

  @Test func `missing rows are left out of the mean and a tick without any is missing`() {
    #expect(close(LoadTrace(values: [3, .nan, 12], interval: 20, capacity: 1).loads, [3, 3, 12, 12]))
    let trace = LoadTrace(values: [.nan, 4], interval: 30, capacity: 1)
    #expect(close(trace.loads, [.nan, .nan, 4, 4]))
  }

  @Test(arguments: [(0.0, 1), (0.2, 1), (1, 1), (1.000_1, 2), (5, 5), (5.5, 6), (.nan, 1), (0.1 * 3 / 0.3 * 3, 3)])
  func `demand is the fewest replicas that serve a load`(load: Double, demand: Int) {
    #expect(LoadTrace.demand(load) == demand)
  }
}
