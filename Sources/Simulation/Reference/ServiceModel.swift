import Numerics
import Telemetry
import Tensors

/// What a service's metrics look like under a load, on so many replicas, with faults.
///
/// With ρ = load / (ready · capacity left) and c = ready · concurrency servers, waiting follows Sakasegawa's
/// approximation of M/M/c,
///
///     W = S ρ^(√(2(c+1)) - 1) / (c (1 - ρ))    p95 = S · 2.2 + 3 W,  at most the timeout of 2 s
///
/// CPU is the share of the whole replica that the load and a hog use; memory follows the
/// load slowly; errors are what is left unserved, and faults. All have measurement noise, drawn in tick order.
///
/// - SeeAlso: Sakasegawa, *An approximation formula Lq ≃ α·ρ^β/(1-ρ)*, Ann. Inst. Stat. Math. 29, 1977,
///   [doi:10.1007/BF02532776](https://doi.org/10.1007/BF02532776).
public struct ServiceModel: Sendable {
  private static let timeoutMilliseconds = 2_000.0
  private static let hogShare = 0.35

  private let scenario: Scenario
  private let faults: [Fault]
  private var fault = 0
  private var random: RandomSource
  private var memory = 0.0

  /// - Parameter seed: Of the measurement noise.
  public init(_ scenario: Scenario, faults: [Fault], seed: UInt64) {
    self.scenario = scenario
    self.faults = faults
    random = RandomSource(seed: seed)
  }

  /// Fills in CPU, memory, latency and errors of a tick; call once per tick, in order.
  ///
  /// - Parameter load: In replicas' worth.
  package mutating func measure(tick: Int, load: Double, ready: Int, into observation: inout Observation) {
    while fault < faults.count, faults[fault].ticks.upperBound <= tick { fault += 1 }
    let load = load.isNaN ? 0 : load
    let active = activeFault(tick)
    let busy = min(1, load / Double(max(1, ready)))
    let hog = active?.kind == .cpuHog ? Self.hogShare : 0
    observation.cpuPercent = percent(busy + hog, noise: 0.015)

    memory += 0.01 * (0.25 * busy - memory)
    let leak = active.map { $0.kind == .memoryLeak ? 0.45 * progress(of: $0, tick) : 0 } ?? 0
    observation.memoryPercent = percent(0.35 + memory + leak, noise: 0.004)

    let latency = latencies(tick: tick, load: load, ready: ready).p95
    observation.latencyP95Milliseconds = max(0.1, latency * (1 + 0.06 * random.normal()))

    let unserved = load > 0 ? max(0, load - Double(ready) * capacityShare(tick: tick)) / load : 0
    let failing = active?.kind == .errors ? 1.0 / 12 : 0
    observation.errorPercent = percent(0.0005 + unserved + failing, noise: 0.0003)
  }

  /// The share of its capacity that each replica has in a tick, once the tick was measured.
  func capacityShare(tick: Int) -> Double { activeFault(tick)?.kind == .cpuHog ? 1 - Self.hogShare : 1 }

  /// The tick's own 95 % and 99 % quantiles, in milliseconds, without measurement noise.
  package func latencies(tick: Int, load: Double, ready: Int) -> (p95: Double, p99: Double) {
    let active = activeFault(tick)
    let left = capacityShare(tick: tick)
    let service = scenario.serviceMilliseconds * (active?.kind == .latency ? 4 : 1)
    let servers = Double(max(1, ready)) * scenario.concurrency
    let utilization = (load.isNaN ? 0 : load) / (Double(max(1, ready)) * left)
    guard utilization < 1 else { return (Self.timeoutMilliseconds, Self.timeoutMilliseconds) }
    let exponent = (2 * (servers + 1)).squareRoot() - 1
    let waiting = service * .pow(utilization, exponent) / (servers * (1 - utilization))
    return (
      min(Self.timeoutMilliseconds, 2.2 * service + 3 * waiting),
      min(Self.timeoutMilliseconds, 3.2 * service + 4.6 * waiting)
    )
  }

  /// The fault that acts in a tick at or after the last measured one.
  private func activeFault(_ tick: Int) -> Fault? {
    faults[fault...].prefix(2).first { $0.ticks.contains(tick) }
  }

  private func progress(of fault: Fault, _ tick: Int) -> Double {
    Double(tick - fault.ticks.lowerBound + 1) / Double(fault.ticks.count)
  }

  private mutating func percent(_ share: Double, noise: Double) -> Double {
    100 * min(1, max(0, share + noise * random.normal()))
  }
}
