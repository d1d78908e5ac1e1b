import Simulation
import Testing

/// The queue by ticks against the twin by requests.
struct ServiceQueueTwinTests {
  /// A measure of both, side by side.
  struct Pair {
    let name: String
    let fluid: Double
    let twin: Double
    /// What is small beside a request's own time, or a share of the load, is not held to a share of itself.
    let slack: Double

    var isClose: Bool { abs(fluid - twin) <= 0.05 * twin + slack }
  }

  private static func quantile(_ sorted: [Double], _ level: Double) -> Double {
    sorted[min(sorted.count - 1, Int(level * Double(sorted.count)))]
  }

  /// Both through the same loads, the twin so many times; measures of each tick from `scored` on, or of all together.
  static func compare(
    _ kind: HoldingTime.Kind, variation: Double, loads: [QueueLoad], scored: Int, runs: Int, pooled: Bool
  ) -> [[Pair]] {
    let shape = HoldingTime(kind, variation: variation)
    var queue = ServiceQueue()
    let fluid = loads.map { queue.advance($0, shape: shape, seconds: 15) }
    var responses = [[Double]](repeating: [], count: loads.count)
    var served = [Double](repeating: 0, count: loads.count)
    for run in 0..<runs {
      var twin = QueueTwin(kind, variation: variation, seed: UInt64(run))
      for index in loads.indices {
        let tick = twin.advance(loads[index], seconds: 15)
        served[index] += Double(tick.served) / Double(runs)
        for (arrival, response) in zip(tick.arrivals, tick.responses) {
          let bucket = min(loads.count - 1, Int(arrival / 15))
          if bucket >= scored { responses[pooled ? scored : bucket].append(response) }
        }
      }
    }
    let hold = loads[0].holdingSeconds
    func pairs(_ ticks: Range<Int>, _ label: String) -> [Pair] {
      let times = responses[ticks.lowerBound].sorted()
      // While a queue fills or drains its quantiles are steep: a fiftieth of the p95 is allowed besides.
      let slack = 0.002 * hold + (pooled ? 0 : 0.02 * quantile(times, 0.95))
      let count = Double(ticks.count)
      return [
        Pair(
          name: "\(label) throughput", fluid: fluid[ticks].reduce(0) { $0 + $1.served } / count,
          twin: served[ticks].reduce(0, +) / count, slack: 0),
        Pair(
          name: "\(label) p50", fluid: fluid[ticks].reduce(0) { $0 + $1.medianSeconds } / count,
          twin: quantile(times, 0.5), slack: slack),
        Pair(
          name: "\(label) p95", fluid: fluid[ticks].reduce(0) { $0 + $1.p95Seconds } / count,
          twin: quantile(times, 0.95), slack: slack),
      ]
    }
    if pooled { return [pairs(scored..<loads.count, "steady")] }
    return (scored..<loads.count).map { pairs($0..<$0 + 1, "tick \($0)") }
  }

  @Test(
    arguments: [(HoldingTime.Kind.exponential, 1.0), (.lognormal, 0.5), (.lognormal, 1.0), (.lognormal, 1.25)],
    [(8, 80.0), (64, 640.0), (400, 4_000.0)])
  func `throughput, median and p95 agree over a grid of loads, below and above capacity`(
    shape: (HoldingTime.Kind, Double), size: (servers: Int, places: Double)
  ) {
    for utilization in [0.2, 0.5, 0.7, 0.8, 0.9, 0.95, 1.05, 1.1, 1.3, 1.6, 2] {
      let load = QueueLoad(
        arrivals: utilization * Double(size.servers) / 0.05, servers: size.servers, holdingSeconds: 0.05,
        places: size.places)
      let ticks = max(6, min(600, Int(800_000 / (load.arrivals * 15)))) + 4
      let loads = [QueueLoad](repeating: load, count: ticks)
      for pair in Self.compare(shape.0, variation: shape.1, loads: loads, scored: 4, runs: 1, pooled: true).joined() {
        #expect(pair.isClose, "\(shape), \(size), ρ \(utilization): \(pair)")
      }
    }
  }

  @Test(
    arguments: [(HoldingTime.Kind.exponential, 1.0), (.lognormal, 1.0)],
    [
      [0.6, 0.6, 0.9, 0.9, 0.6], [0.5, 1.3, 1.3, 0.7, 0.7, 0.7], [0.8, 2, 0.4, 0.4], [0.7, 1.15, 1.15, 1.15, 0.8, 0.8],
    ])
  func `they agree tick by tick after steps`(shape: (HoldingTime.Kind, Double), steps: [Double]) {
    let servers = 80
    let loads = steps.map {
      QueueLoad(arrivals: $0 * Double(servers) / 0.05, servers: servers, holdingSeconds: 0.05, places: 4_000)
    }
    for pair in Self.compare(shape.0, variation: shape.1, loads: loads, scored: 1, runs: 20, pooled: false).joined() {
      #expect(pair.isClose, "\(shape), \(steps): \(pair)")
    }
  }

  @Test func `they agree after replicas come and go`() {
    let servers = [40, 40, 20, 20, 60, 60, 20]
    let loads = servers.map { QueueLoad(arrivals: 640, servers: $0, holdingSeconds: 0.05, places: Double($0) * 40) }
    for pair in Self.compare(.exponential, variation: 1, loads: loads, scored: 1, runs: 20, pooled: false).joined() {
      #expect(pair.isClose, "\(pair)")
    }
  }
}
