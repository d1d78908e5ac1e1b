import Engine
import Testing

struct CapacityEstimatorTests {
  @Test func `the capacity is the load over the busy replicas once twenty ticks are known`() {
    var estimator = CapacityEstimator(ticksPerDay: 5_760)
    for tick in 0..<20 {
      #expect(estimator.capacity == nil)
      // 80 requests/s on four replicas at half their CPU, or on two at all but all of it.
      let (utilization, ready) = tick % 2 == 0 ? (0.5, 4) : (0.8, 5)
      estimator.observe(requestsPerSecond: 40 * utilization * Double(ready), utilization: utilization, ready: ready)
    }
    #expect(abs((estimator.capacity ?? 0) - 40) < 1e-9)
  }

  @Test(arguments: [
    (80.0, 0.09, 4), (80, 0.98, 4), (80, 1, 4), (0, 0.5, 4), (.nan, 0.5, 4), (80, .nan, 4), (80, 0.5, 0),
  ])
  func `ticks that say nothing about a replica are left out`(load: Double, utilization: Double, ready: Int) {
    var estimator = CapacityEstimator(ticksPerDay: 5_760)
    for _ in 0..<100 { estimator.observe(requestsPerSecond: load, utilization: utilization, ready: ready) }
    #expect(estimator.capacity == nil)
  }

  @Test func `a day later an old capacity counts half`() {
    var estimator = CapacityEstimator(ticksPerDay: 100)
    for _ in 0..<5_000 { estimator.observe(requestsPerSecond: 40, utilization: 0.5, ready: 2) }
    for _ in 0..<100 { estimator.observe(requestsPerSecond: 80, utilization: 0.5, ready: 2) }
    #expect(abs((estimator.capacity ?? 0) - 60) < 0.5)
  }
}
