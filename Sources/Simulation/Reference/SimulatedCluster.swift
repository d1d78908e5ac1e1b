import Scaling
import Telemetry

/// One fluid service on replicas that take time to start: a metric source and an actuator in a closed loop.
///
/// Each tick begins with `next()` (replicas that are due become ready; the policy sees the load of
/// `lagTicks` ago and the replicas of now) and ends with `scale(to:)` (orders and cancellations take
/// effect, the tick's load is served). Load above ready replicas is unserved in that tick: there is
/// no queue and there are no retries. With a `ServiceModel` observations have memory, latency and
/// errors too.
///
/// - Complexity: O(1) a tick.
public struct SimulatedCluster: MetricSource, Actuator, Sendable {
  /// The load; every tick is run, history included.
  public let trace: LoadTrace
  /// What was measured from the first scored tick on.
  public private(set) var meter: ElasticityMeter
  /// Ready replicas in each scored tick.
  public private(set) var readyTimeline: [Int32] = []
  private let timing: ScalingTiming
  private let scoredFrom: Int
  private var pool: ReplicaPool
  private var service: ServiceModel?
  private var seen: [Observation]
  private var tick = -1

  /// - Parameters:
  ///   - service: What else there is to measure; nil for load and CPU only.
  ///   - scoredFrom: The first tick that counts.
  public init(
    trace: LoadTrace, service: ServiceModel? = nil, timing: ScalingTiming, limits: ReplicaLimits, scoredFrom: Int = 0
  ) {
    self.trace = trace
    self.service = service
    self.timing = timing
    self.scoredFrom = scoredFrom
    let ready = limits.clamp(LoadTrace.demand(trace.loads.first ?? 1))
    pool = ReplicaPool(ready: ready, startupTicks: timing.startupTicks)
    meter = ElasticityMeter(tickSeconds: trace.tickSeconds)
    seen = [Observation](repeating: Observation(timestamp: trace.startTime), count: timing.lagTicks + 1)
    readyTimeline.reserveCapacity(max(0, trace.loads.count - scoredFrom))
  }

  /// Replicas that serve in the current tick.
  public var ready: Int { pool.ready }
  /// The tick that is under way.
  public var currentTick: Int { tick }

  public mutating func next() -> Observation? {
    guard tick + 1 < trace.loads.count else { return nil }
    tick += 1
    if tick > 0 { pool.advance() }
    // CPU is the seen load's share of the replicas of now, as the reference cluster defines it.
    var observation = tick >= timing.lagTicks ? seen[(tick - timing.lagTicks) % seen.count] : Observation(timestamp: 0)
    if timing.lagTicks == 0 { observation = measured() }
    observation.timestamp = trace.startTime + Double(tick) * trace.tickSeconds
    observation.readyReplicas = pool.ready
    observation.startingReplicas = pool.starting
    if service == nil, let load = observation.requestsPerSecond {
      observation.cpuPercent = min(100, 100 * load / (Double(pool.ready) * trace.replicaCapacity))
    }
    return observation
  }

  public mutating func scale(to replicas: Int) {
    let change = pool.scale(to: replicas)
    if timing.lagTicks > 0 { seen[tick % seen.count] = measured() }
    let latency = service.map { $0.latencies(tick: tick, load: trace.loads[tick], ready: pool.ready) }
    guard tick >= scoredFrom else { return }
    readyTimeline.append(Int32(clamping: pool.ready))
    meter.record(
      load: trace.loads[tick], ready: pool.ready, starting: pool.starting, changed: change != 0, latency: latency,
      capacityShare: service?.capacityShare(tick: tick) ?? 1)
  }

  /// What is measured of the current tick, before it is old enough to be seen.
  private mutating func measured() -> Observation {
    let load = trace.loads[tick]
    var observation = Observation(timestamp: trace.startTime + Double(tick) * trace.tickSeconds)
    if !load.isNaN { observation.requestsPerSecond = load * trace.replicaCapacity }
    service?.measure(tick: tick, load: load, ready: pool.ready, into: &observation)
    return observation
  }
}
