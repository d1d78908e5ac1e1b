extension PlatformSimulation {
  /// Brings what acts on the platform up to a tick: faults, roll-outs, outages.
  mutating func apply(at tick: Int) {
    for index in rollouts.indices { advance(rollout: index) }
    if faultTicks.contains(where: { $0.lowerBound == tick || $0.upperBound == tick }) { refreshTroubles(at: tick) }
    for site in scenario.sites.indices { moveUsers(of: site) }
  }

  private mutating func refreshTroubles(at tick: Int) {
    let serviceCount = plan.services.count
    let before = troubles
    for cell in cells.indices { troubles.services[cell] = .init() }
    for index in databases.indices { troubles.databases[index] = .init() }
    for index in caches.indices { troubles.areCachesDown[index] = false }
    for index in pools.indices { troubles.areSitesDown[index] = false }
    for (index, fault) in scenario.faults.enumerated() where faultTicks[index].contains(tick) {
      let begins = faultTicks[index].lowerBound == tick
      if let service = scenario.services.firstIndex(where: { $0.name == fault.target }) {
        for cell in stride(from: service, to: cells.count, by: serviceCount) { afflict(cell, fault) }
      } else if let database = scenario.databases.firstIndex(where: { $0.name == fault.target }) {
        switch fault.kind {
        case .primaryLoss: troubles.databases[database].isPrimaryLost = begins
        case .slowQueries, .latency, .cpuHog: troubles.databases[database].slowness *= fault.severity
        case .diskFull: troubles.databases[database].isDiskFull = true
        case .dependencyDown: troubles.databases[database].isUnreachable = true
        default: break
        }
      } else if let cache = scenario.caches.firstIndex(where: { $0.name == fault.target }) {
        if fault.kind == .dependencyDown { troubles.areCachesDown[cache] = true }
        if fault.kind == .cacheRestart, begins {
          caches[cache].restart()
          note(.cacheRestarted, fault.target)
        }
      } else if let site = scenario.sites.firstIndex(where: { $0.name == fault.target }) {
        if fault.kind == .cloudOutage { troubles.areSitesDown[site] = true }
        if fault.kind == .zoneOutage, begins { loseNodes(of: site, share: 1 / Double(scenario.sites[site].zones)) }
      }
    }
    for cell in cells.indices where before.services[cell].leakPerHour > 0 && troubles.services[cell].leakPerHour == 0 {
      // Whoever found the leak restarted the replicas.
      cells[cell].leak = 0
    }
    for site in pools.indices where troubles.areSitesDown[site] && !before.areSitesDown[site] { lose(site: site) }
    for site in pools.indices where !troubles.areSitesDown[site] && before.areSitesDown[site] {
      outageSeconds[site] = 0
      note(.siteBack, scenario.sites[site].name)
    }
  }

  private mutating func afflict(_ cell: Int, _ fault: PlatformFault) {
    let severity = fault.severity
    switch fault.kind {
    case .cpuHog:
      troubles.services[cell].cpuFactor /= 1 - severity
      troubles.services[cell].hog += severity
    case .memoryLeak: troubles.services[cell].leakPerHour += severity
    case .latency: troubles.services[cell].waitFactor *= severity
    case .errors, .diskFull: troubles.services[cell].fail(severity)
    case .packetLoss:
      troubles.services[cell].networkSeconds += 0.2 * severity / (1 - severity)
      troubles.services[cell].fail(severity * severity * severity)
    case .noisyNeighbour: troubles.services[cell].waitFactor *= 1 + (1 / (1 - severity) - 1) / 3
    case .dependencyDown: troubles.services[cell].isDown = true
    case .retryStorm:
      troubles.services[cell].trafficFactor *= severity
      troubles.services[cell].extraRetries += 4
    case .clockSkew:
      troubles.services[cell].clockSkew += severity
      troubles.services[cell].fail(severity == 0 ? 0 : 0.1)
    case .metricLoss: troubles.services[cell].hasMetrics = false
    case .badDeployment, .zoneOutage, .cloudOutage, .cacheRestart, .primaryLoss, .slowQueries: break
    }
  }

  private mutating func lose(site: Int) {
    note(.siteDown, scenario.sites[site].name, count: pools[site].nodes)
    _ = pools[site].lose(share: 1)
    outageSeconds[site] = 0
    let first = site * plan.services.count
    for cell in first..<first + plan.services.count { kill(cell, share: 1, forMemory: false) }
    if site == 0 {
      // The databases live here: replicas elsewhere take over, if there is an elsewhere.
      for index in databases.indices {
        troubles.databases[index].isPrimaryLost = scenario.sites.count > 1
        troubles.databases[index].areAllLost = scenario.sites.count == 1
      }
    }
  }

  /// Takes nodes of a site away, and the replicas on them.
  mutating func loseNodes(of site: Int, share: Double) {
    let before = pools[site].nodes
    let part = pools[site].lose(share: share)
    guard part > 0 else { return }
    note(.nodesLost, scenario.sites[site].name, count: before - pools[site].nodes)
    let first = site * plan.services.count
    for cell in first..<first + plan.services.count { kill(cell, share: part, forMemory: false) }
  }

  /// Leads users away from a site that is down, and back, once that is known.
  private mutating func moveUsers(of site: Int) {
    guard troubles.areSitesDown[site] != areKnownDown[site] else { return }
    guard outageSeconds[site] >= scenario.sites[site].detectionSeconds else {
      outageSeconds[site] += seconds
      return
    }
    areKnownDown[site] = troubles.areSitesDown[site]
    routes = Self.routes(scenario.sites.map { $0.share }, isUp: areKnownDown.map { !$0 })
    note(.trafficMoved, scenario.sites[site].name)
  }

  /// The shares of users: as configured among the sites that are up; all to those that stand by when no other is.
  static func routes(_ shares: [Double], isUp: [Bool]) -> [Double] {
    let active = zip(shares, isUp).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
    if active > 0 { return zip(shares, isUp).map { $1 ? $0 / active : 0 } }
    let standing = isUp.count { $0 }
    guard standing > 0 else { return shares }
    return isUp.map { $0 ? 1 / Double(standing) : 0 }
  }

  private mutating func advance(rollout index: Int) {
    let service = rollouts[index].service
    let before = rollouts[index].phase
    rollouts[index].advance(
      minutes: Double(tick) * seconds / 60, startupSeconds: Double(plan.services[service].startupTicks) * seconds,
      errors: cells[service].failing, p95: cells[service].tick.p95Seconds, seconds: seconds)
    let after = rollouts[index].phase
    guard after != before else { return }
    let name = scenario.services[service].name
    switch after {
    case .rolling: note(.rolloutBegan, name)
    case .done: note(.rolloutEnded, name)
    case .returning: note(.rolledBack, name)
    case .waiting, .returned: break
    }
  }

  mutating func note(_ kind: PlatformEvent.Kind, _ subject: String, count: Int = 0) {
    guard keepsHistory else { return }
    history.events.append(PlatformEvent(tick: tick, kind: kind, subject: subject, count: count))
  }
}

extension ActiveTroubles.OfService {
  /// Another share of requests fails, independently of what fails already.
  mutating func fail(_ share: Double) { failing = 1 - (1 - failing) * (1 - share) }
}
