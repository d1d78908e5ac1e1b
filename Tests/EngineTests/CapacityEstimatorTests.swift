import Engine
import Numerics
import Tensors
import Testing

struct CapacityEstimatorTests {
  @Test func `the capacity is the load over the busy replicas once twenty ticks are known`() {
    var estimator = CapacityEstimator(ticksPerDay: 5_760)
    for tick in 0..<20 {
      #expect(estimator.capacity == nil && estimator.relativeError == nil)
      let (utilization, ready) = tick % 2 == 0 ? (0.5, 4) : (0.8, 5)
      estimator.observe(
        requestsPerSecond: 40 * utilization * Double(ready), utilization: utilization, ready: ready...ready)
    }
    #expect(abs((estimator.capacity ?? 0) - 40) < 1e-9)
    #expect((estimator.relativeError ?? 1) < 1e-6)
  }

  @Test(arguments: [
    (80.0, 0.09, 4...4), (80, 0.98, 4...4), (80, 1, 4...4), (0, 0.5, 4...4), (.nan, 0.5, 4...4), (80, .nan, 4...4),
    (80, 0.5, 0...0), (80, 0.5, 4...5), (80, 0.5, 99...101),
  ])
  func `ticks that say nothing about a replica are left out`(load: Double, utilization: Double, ready: ClosedRange<Int>)
  {
    var estimator = CapacityEstimator(ticksPerDay: 5_760)
    for _ in 0..<100 { estimator.observe(requestsPerSecond: load, utilization: utilization, ready: ready) }
    #expect(estimator.capacity == nil)
  }

  @Test func `a day later an old capacity counts half`() {
    var estimator = CapacityEstimator(ticksPerDay: 400)
    for _ in 0..<20_000 { estimator.observe(requestsPerSecond: 40, utilization: 0.5, ready: 2...2) }
    for _ in 0..<400 { estimator.observe(requestsPerSecond: 80, utilization: 0.5, ready: 2...2) }
    #expect(abs((estimator.capacity ?? 0) - 60) < 0.5)
  }

  @Test func `what was forgotten is overruled within minutes`() {
    var estimator = CapacityEstimator(ticksPerDay: 5_760)
    for _ in 0..<20_000 { estimator.observe(requestsPerSecond: 40, utilization: 0.5, ready: 2...2) }
    estimator.forget()
    #expect(abs((estimator.capacity ?? 0) - 40) < 1e-9)
    for _ in 0..<100 { estimator.observe(requestsPerSecond: 80, utilization: 0.5, ready: 2...2) }
    #expect((estimator.capacity ?? 0) > 70)
  }

  @Test func `the error is as large as the estimates of many services scatter`() {
    let seeds = 400
    var near = 0
    var far = 0
    for seed in 0..<seeds {
      var random = RandomSource(seed: UInt64(seed))
      var estimator = CapacityEstimator(ticksPerDay: 5_760)
      for tick in 0..<400 {
        let busy = 6 + 2 * Double.sin(Double(tick) / 60)
        estimator.observe(
          requestsPerSecond: 40 * busy, utilization: busy / 10 * (1 + 0.1 * random.normal()), ready: 10...10)
      }
      let error = abs((estimator.capacity ?? 0) / 40 - 1) / (estimator.relativeError ?? 0)
      near += error < 1 ? 1 : 0
      far += error > 2 ? 1 : 0
    }
    // Two thirds within one error and 5 % beyond two, ± 4 standard errors of such counts.
    #expect(abs(Double(near) / Double(seeds) - 0.68) < 0.1)
    #expect(Double(far) / Double(seeds) < 0.1)
  }
}
