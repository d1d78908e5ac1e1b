import Numerics
import Tensors

/// The arrivals of one entry of traffic, tick by tick.
struct TrafficSource: Sendable {
  private let rate: Double
  private let trace: [Double]
  private let interval: Double
  private var generator: WorkloadGenerator

  init(_ specification: TrafficSpecification, seconds: Double, seed: UInt64) {
    var scenario = Scenario(name: specification.service)
    scenario.requestsPerSecond = specification.requestsPerSecond
    scenario.patterns = specification.patterns
    generator = WorkloadGenerator(scenario, tickSeconds: seconds, seed: seed)
    rate = specification.requestsPerSecond
    let known = specification.trace.filter { $0.isFinite }
    let mean = known.reduce(0, +) / Double(max(1, known.count))
    trace = mean > 0 ? specification.trace.map { $0.isFinite ? max(0, $0 / mean) : 1 } : []
    interval = specification.traceInterval
  }

  /// Requests per second in the tick that begins at `time`; a trace that ends begins again.
  mutating func next(at time: Double) -> Double {
    let noisy = generator.next(at: time)
    guard !trace.isEmpty else { return noisy }
    return rate * trace[Int(time / interval) % trace.count]
  }
}
