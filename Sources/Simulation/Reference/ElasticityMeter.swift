import Scaling

/// Adds up how well replicas followed demand.
///
/// With dₜ the fewest replicas that serve tick t and sₜ the ready ones, over T ticks, in percent:
///
///     θU = 100/T Σ max(dₜ - sₜ, 0)/dₜ    θO = 100/T Σ max(sₜ - dₜ, 0)/dₜ
///     τU = 100/T Σ [dₜ > sₜ]             τO = 100/T Σ [sₜ > dₜ]
///
/// - SeeAlso: Herbst et al., *Quantifying Cloud Performance and Dependability*, ACM TOMPECS 3(4), 2018,
///   [doi:10.1145/3236332](https://doi.org/10.1145/3236332).
public struct ElasticityMeter: Sendable {
  private let tickSeconds: Double
  private var ticks = 0.0
  private var load = 0.0
  private var unserved = 0.0
  private var ready = 0.0
  private var started = 0.0
  private var demand = 0.0
  private var actions = 0.0
  private var under = (share: 0.0, time: 0.0)
  private var over = (share: 0.0, time: 0.0)
  private var latencies: [(p95: Double, p99: Double, requests: Double)] = []

  package init(tickSeconds: Double) { self.tickSeconds = tickSeconds }

  package mutating func record(
    load tickLoad: Double, ready tickReady: Int, starting: Int, changed: Bool, latency: (p95: Double, p99: Double)?,
    capacityShare: Double = 1
  ) {
    let tickLoad = tickLoad.isNaN ? 0 : tickLoad
    let needed = LoadTrace.demand(tickLoad)
    ticks += 1
    load += tickLoad
    unserved += max(0, tickLoad - Double(tickReady) * capacityShare)
    ready += Double(tickReady)
    started += Double(tickReady + starting)
    demand += Double(needed)
    actions += changed ? 1 : 0
    under.share += Double(max(0, needed - tickReady)) / Double(needed)
    under.time += needed > tickReady ? 1 : 0
    over.share += Double(max(0, tickReady - needed)) / Double(needed)
    over.time += tickReady > needed ? 1 : 0
    if let latency { latencies.append((latency.p95, latency.p99, tickLoad)) }
  }

  /// - Parameter replicaHourPrice: What an hour of a ready or starting replica costs.
  public func report(policy: String, replicaHourPrice: Double = 1) -> ElasticityReport {
    let hours = tickSeconds / 3_600
    let ticks = max(1, ticks)
    return ElasticityReport(
      policy: policy,
      unservedPercent: load > 0 ? 100 * unserved / load : 0,
      replicaHours: ready * hours,
      replicaHoursStarted: started * hours,
      replicaHoursOverDemand: demand > 0 ? ready / demand : 0,
      replicaHoursStartedOverDemand: demand > 0 ? started / demand : 0,
      thetaU: 100 * under.share / ticks, thetaO: 100 * over.share / ticks,
      tauU: 100 * under.time / ticks, tauO: 100 * over.time / ticks,
      scaleActionsPerDay: actions / (ticks * tickSeconds / 86_400),
      p95LatencyMilliseconds: requestQuantile(0.95) { $0.p95 },
      p99LatencyMilliseconds: requestQuantile(0.99) { $0.p99 },
      cost: started * hours * replicaHourPrice)
  }

  /// The latency below which that share of the requests had a tick; nil without latencies.
  private func requestQuantile(_ level: Double, of latency: ((p95: Double, p99: Double, requests: Double)) -> Double)
    -> Double?
  {
    guard !latencies.isEmpty else { return nil }
    let sorted = latencies.sorted { latency($0) < latency($1) }
    let total = sorted.reduce(0) { $0 + $1.requests }
    var below = 0.0
    for entry in sorted {
      below += entry.requests
      if below >= level * total { return latency(entry) }
    }
    return sorted.last.map(latency)
  }
}
