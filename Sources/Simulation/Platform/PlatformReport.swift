import Scaling

/// What one policy made of a platform: the fields of `simulate --json`, with a part for each cell and fault.
public struct PlatformReport: Sendable, Equatable {
  /// One service in one site.
  public struct OfCell: Sendable, Equatable, Encodable {
    public var service: String
    public var requests: Double
    public var failedPercent: Double
    public var replicaHours: Double
    public var largestReplicas: Int
    public var p95LatencyMilliseconds: Double
    public var cost: Double
    public var outOfMemoryKills: Int
    public var otherKills: Int
  }

  /// One fault, as users met it.
  public struct OfFault: Sendable, Equatable, Encodable {
    public var kind: String
    public var target: String
    public var startMinutes: Double
    public var minutes: Double
    /// Of the requests from its beginning to its end, or to the recovery if that is later.
    public var failedPercent: Double
    public var worstP95Milliseconds: Double
    /// Seconds from its beginning until users are served well for good: under 1 % failed and within the objective for a
    /// minute; 0 when they always were, nil when they never were again.
    public var recoverySeconds: Double?
  }

  /// All cells as one; `unservedPercent` are the failed requests of users, `cost` is in US dollars.
  public var elasticity: ElasticityReport
  public var requests: Double
  public var slowPercent: Double
  /// US dollars lost with failed and slow requests.
  public var penalty: Double
  public var correctedOrders: Int
  public var cells: [OfCell]
  public var faults: [OfFault]
  /// Fail-overs of databases, and committed writes lost in them.
  public var failovers: Int
  public var lostWrites: Double
  /// Messages that wait at the end.
  public var queueLag: Double
}

extension PlatformReport: Encodable {
  private enum Key: String, CodingKey {
    case requests, slowPercent, penalty, correctedOrders, failovers, lostWrites, queueLag, faults
    case cells = "services"
  }

  /// The fields of every policy's report, and those of a platform beside them.
  public func encode(to encoder: any Encoder) throws {
    try elasticity.encode(to: encoder)
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(requests, forKey: .requests)
    try container.encode(slowPercent, forKey: .slowPercent)
    try container.encode(penalty, forKey: .penalty)
    try container.encode(correctedOrders, forKey: .correctedOrders)
    try container.encode(failovers, forKey: .failovers)
    try container.encode(lostWrites, forKey: .lostWrites)
    try container.encode(queueLag, forKey: .queueLag)
    try container.encode(cells, forKey: .cells)
    try container.encode(faults, forKey: .faults)
  }
}

extension PlatformReport.OfFault {
  private enum Key: String, CodingKey {
    case kind, target, startMinutes, minutes, failedPercent, worstP95Milliseconds, recoverySeconds
  }

  /// A recovery that never came is written as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(kind, forKey: .kind)
    try container.encode(target, forKey: .target)
    try container.encode(startMinutes, forKey: .startMinutes)
    try container.encode(minutes, forKey: .minutes)
    try container.encode(failedPercent, forKey: .failedPercent)
    try container.encode(worstP95Milliseconds, forKey: .worstP95Milliseconds)
    try container.encode(recoverySeconds, forKey: .recoverySeconds)
  }
}

extension PlatformSimulation {
  /// Sums up the ticks from `first` on.
  ///
  /// - Precondition: The history is kept.
  public func report(policy: String, from first: Int = 0) -> PlatformReport {
    precondition(keepsHistory, "a report needs the history")
    let ticks = history.ticks[min(first, history.ticks.count)...]
    let requests = ticks.reduce(0) { $0 + $1.requests }
    let failed = ticks.reduce(0) { $0 + $1.failed }
    var meter = ElasticityMeter(tickSeconds: seconds)
    for cell in cells.indices { record(cell, from: first, in: &meter) }
    var elasticity = meter.report(policy: policy)
    elasticity.unservedPercent = requests > 0 ? 100 * failed / requests : 0
    elasticity.cost = ticks.reduce(0) { $0 + $1.replicaCost }
    let latencies = userLatencies(from: first)
    elasticity.p95LatencyMilliseconds = latencies.p95
    elasticity.p99LatencyMilliseconds = latencies.p99
    return PlatformReport(
      elasticity: elasticity, requests: requests,
      slowPercent: requests > 0 ? 100 * ticks.reduce(0) { $0 + $1.slow } / requests : 0,
      penalty: ticks.reduce(0) { $0 + $1.penalty }, correctedOrders: correctedOrders,
      cells: cells.indices.map { summary(of: $0, from: first) },
      faults: scenario.faults.indices.filter { faultTicks[$0].lowerBound >= first }.compactMap { summary(ofFault: $0) },
      failovers: databases.reduce(0) { $0 + $1.failovers }, lostWrites: databases.reduce(0) { $0 + $1.lostWrites },
      queueLag: topics.reduce(0) { $0 + $1.lag })
  }

  private func record(_ cell: Int, from first: Int, in meter: inout ElasticityMeter) {
    let of = history.cells[cell]
    let capacity = service(of: cell).replicaCapacity
    for tick in first..<max(first, of.ready.count) {
      let asked = of.ready[tick] + of.starting[tick]
      let before = tick > 0 ? of.ready[tick - 1] + of.starting[tick - 1] : asked
      meter.record(
        load: Double(of.requestsPerSecond[tick]) / capacity, ready: Int(of.ready[tick]),
        starting: Int(of.starting[tick]),
        changed: asked != before, latency: nil)
    }
  }

  /// Quantiles over requests of the ticks' own quantiles, at the services that users call.
  private func userLatencies(from first: Int) -> (p95: Double?, p99: Double?) {
    var meter = ElasticityMeter(tickSeconds: seconds)
    for edge in plan.edges where edge.traffic >= 0 {
      for site in scenario.sites.indices {
        let of = history.cells[site * plan.services.count + edge.callee]
        for tick in first..<max(first, of.ready.count) where of.requestsPerSecond[tick] > 0 {
          meter.record(
            load: Double(of.requestsPerSecond[tick]), ready: 1, starting: 0, changed: false,
            latency: (Double(of.p95Milliseconds[tick]), Double(of.p99Milliseconds[tick])))
        }
      }
    }
    let report = meter.report(policy: "")
    return (report.p95LatencyMilliseconds, report.p99LatencyMilliseconds)
  }

  private func summary(of cell: Int, from first: Int) -> PlatformReport.OfCell {
    let of = history.cells[cell]
    let hours = seconds / 3_600
    var (requests, failed, ready, started, largest) = (0.0, 0.0, 0.0, 0.0, Float(0))
    for tick in first..<max(first, of.ready.count) {
      let count = Double(of.requestsPerSecond[tick]) * seconds
      requests += count
      failed += count * Double(of.errorPercent[tick]) / 100
      ready += Double(of.ready[tick])
      started += Double(of.ready[tick] + of.starting[tick])
      largest = max(largest, of.ready[tick])
    }
    var latencies = ElasticityMeter(tickSeconds: seconds)
    for tick in first..<max(first, of.ready.count) {
      latencies.record(
        load: Double(of.requestsPerSecond[tick]), ready: 1, starting: 0, changed: false,
        latency: (Double(of.p95Milliseconds[tick]), Double(of.p99Milliseconds[tick])))
    }
    return PlatformReport.OfCell(
      service: cellNames[cell], requests: requests, failedPercent: requests > 0 ? 100 * failed / requests : 0,
      replicaHours: ready * hours, largestReplicas: Int(largest),
      p95LatencyMilliseconds: latencies.report(policy: "").p95LatencyMilliseconds ?? 0,
      cost: started * hours * site(of: cell).effectivePrice, outOfMemoryKills: cells[cell].outOfMemoryKills,
      otherKills: cells[cell].otherKills)
  }

  /// How users met a fault; nil when it lies beyond the end.
  private func summary(ofFault index: Int) -> PlatformReport.OfFault? {
    let fault = scenario.faults[index]
    let range = faultTicks[index]
    guard range.lowerBound < history.ticks.count else { return nil }
    let objective = scenario.money.objectiveMilliseconds
    func isWell(_ tick: Int) -> Bool {
      let outcome = history.ticks[tick]
      return outcome.requests == 0
        || outcome.failed < 0.01 * outcome.requests && outcome.p95Milliseconds <= objective
    }
    // The next fault's trouble is not this one's.
    let next = faultTicks.map(\.lowerBound).filter { $0 > range.upperBound }.min() ?? history.ticks.count
    let end = min(history.ticks.count, max(next, range.upperBound))
    var last: Int?
    var well = 0
    for tick in range.lowerBound..<end {
      well = isWell(tick) ? well + 1 : 0
      if well == 0 { last = tick }
      if well >= 4, tick >= range.upperBound { break }
    }
    let recovered = last.map { $0 + 1 } ?? range.lowerBound
    let span = history.ticks[range.lowerBound..<min(end, max(range.upperBound, recovered))]
    let requests = span.reduce(0) { $0 + $1.requests }
    return PlatformReport.OfFault(
      kind: fault.kind.rawValue, target: fault.target, startMinutes: fault.startMinutes, minutes: fault.minutes,
      failedPercent: requests > 0 ? 100 * span.reduce(0) { $0 + $1.failed } / requests : 0,
      worstP95Milliseconds: span.map(\.p95Milliseconds).max() ?? 0,
      recoverySeconds: recovered >= end && last != nil ? nil : Double(recovered - range.lowerBound) * seconds)
  }
}
