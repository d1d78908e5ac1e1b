import Simulation
import Telemetry
import Testing

struct ServiceModelTests {
  private func model(_ kind: Fault.Kind? = nil) -> ServiceModel {
    ServiceModel(.steady, faults: kind.map { [Fault(kind: $0, ticks: 100..<300)] } ?? [], seed: 1)
  }

  /// Means of each metric over the ticks, at a load of 5 on 10 replicas.
  private func means(_ model: ServiceModel, ticks: Range<Int>) -> [Metric: Double] {
    var model = model
    var sums: [Metric: Double] = [:]
    for tick in 0..<ticks.upperBound {
      var observation = Observation(timestamp: 0, requestsPerSecond: 250)
      model.measure(tick: tick, load: 5, ready: 10, into: &observation)
      guard ticks.contains(tick) else { continue }
      for metric in Metric.allCases { sums[metric, default: 0] += metric.value(in: observation) ?? .nan }
    }
    return sums.mapValues { $0 / Double(ticks.count) }
  }

  @Test func `latency follows Sakasegawa's approximation`() {
    // 40 ms, 2 replicas of 8 servers, ρ = 0.9: W = 40 · 0.9^(√34 - 1) / (16 · 0.1) = 15.028 ms.
    let latency = model().latencies(tick: 0, load: 1.8, ready: 2)
    #expect(abs(latency.p95 - (88 + 3 * 15.0281)) < 0.01)
    #expect(abs(latency.p99 - (128 + 4.6 * 15.0281)) < 0.01)
  }

  @Test func `latency rises with utilization up to the timeout`() {
    let model = model()
    let latencies = stride(from: 0.0, through: 10.5, by: 0.5).map { model.latencies(tick: 0, load: $0, ready: 10) }
    #expect(zip(latencies, latencies.dropFirst()).allSatisfy { $0.p95 <= $1.p95 && $0.p99 <= $1.p99 })
    #expect(latencies.allSatisfy { $0.p95 <= $0.p99 && $0.p99 <= 2_000 })
    #expect(latencies[0].p95 == 88 && latencies[20].p95 == 2_000)
    #expect(model.latencies(tick: 0, load: 5, ready: 6).p95 > model.latencies(tick: 0, load: 5, ready: 10).p95)
  }

  @Test(arguments: [
    (Fault.Kind.cpuHog, Metric.cpuPercent, 35.0), (.memoryLeak, .memoryPercent, 22.6),
    (.errors, .errorPercent, 100.0 / 12),
    (.latency, .latencyP95Milliseconds, 264),
  ])
  func `each fault changes its metric and hardly another`(kind: Fault.Kind, metric: Metric, change: Double) {
    let sound = means(model(), ticks: 100..<300)
    let faulty = means(model(kind), ticks: 100..<300)
    for other in Metric.allCases {
      let difference = (faulty[other] ?? .nan) - (sound[other] ?? .nan)
      if other == metric {
        #expect(abs(difference / change - 1) < 0.05, "\(other)")
      } else if !(kind == .cpuHog && other == .latencyP95Milliseconds) {
        #expect(abs(difference) < 1e-9, "\(other)")
      }
    }
    // After the end it is as if it had never been.
    let after = means(model(kind), ticks: 300..<400)
    let before = means(model(), ticks: 300..<400)
    for other in Metric.allCases { #expect(abs((after[other] ?? .nan) - (before[other] ?? .nan)) < 1e-9) }
  }

  @Test func `a busy process leaves less for requests`() {
    let hog = model(.cpuHog)
    var observation = Observation(timestamp: 0)
    var model = hog
    for tick in 0...100 { model.measure(tick: tick, load: 6, ready: 10, into: &observation) }
    // 0.6 of what is left, 0.65: ρ = 0.92.
    #expect(
      model.latencies(tick: 100, load: 6, ready: 10).p95 > self.model().latencies(tick: 100, load: 6, ready: 10).p95)
    #expect(model.latencies(tick: 100, load: 6.6, ready: 10).p95 == 2_000)
  }

  @Test func `unserved load is errors`() {
    var model = model()
    var sum = 0.0
    for tick in 0..<100 {
      var observation = Observation(timestamp: 0)
      model.measure(tick: tick, load: 20, ready: 10, into: &observation)
      sum += observation.errorPercent ?? .nan
      #expect(observation.cpuPercent ?? 0 > 90)
      #expect(observation.latencyP95Milliseconds ?? 0 > 1_000)
    }
    #expect(abs(sum / 100 - 50.05) < 0.05)
  }
}
