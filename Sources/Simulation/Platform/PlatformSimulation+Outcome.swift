import Numerics

extension PlatformSimulation {
  /// Runs answers and failures of a tick back up the graph of a site, to its users.
  mutating func settle(in site: Int, into outcome: inout PlatformTick) {
    let first = site * plan.services.count
    for service in plan.order.reversed() {
      let cell = first + service
      if troubles.areSitesDown[site] {
        cells[cell].failing = 1
      } else {
        wait(cell, service, site)
        fail(cell, service)
      }
      retry(cell, service, site)
      let served = cells[cell].tick.served
      cells[cell].requestCounter += served
      cells[cell].errorCounter += served * cells[cell].failing + cells[cell].tick.rejected
    }
    let hours = seconds / 3_600
    var replicas = 0.0
    for cell in first..<first + plan.services.count { replicas += Double(cells[cell].ready + cells[cell].starting) }
    for rollout in rollouts { replicas += rollout.surplus * Double(cells[first + rollout.service].wanted) }
    outcome.replicaCost += replicas * hours * scenario.sites[site].effectivePrice
    countUsers(of: site, into: &outcome)
  }

  /// What a request of a cell waits for callees and stores: the mean of this tick, half of which counts in the next.
  private mutating func wait(_ cell: Int, _ service: Int, _ site: Int) {
    let first = site * plan.services.count
    let planned = plan.services[service]
    let distance = scenario.sites[site].distanceMilliseconds / 1_000
    var (mean, variance, sound) = (0.0, 0.0, 1.0)
    for index in planned.calls {
      let edge = plan.edges[index]
      let callee = cells[first + edge.callee]
      let failing = min(1, callee.failing)
      let tries = (1 - .pow(failing, Double(edge.retries + 1))) / max(1e-9, 1 - failing)
      let time = min(edge.timeoutSeconds, callee.tick.meanSeconds) * min(Double(edge.retries + 1), tries)
      let spread = max(0, callee.tick.p95Seconds - callee.tick.meanSeconds) / 1.645
      mean += edge.perRequest * time
      variance += edge.perRequest * spread * spread
      if edge.isRequired {
        sound *= .pow(1 - .pow(failing, Double(edge.retries + 1)), min(1, edge.perRequest))
      }
    }
    for index in planned.queries {
      let query = plan.queries[index]
      let database = databases[query.database]
      let time = query.reads * database.readSeconds + query.writes * database.writeSeconds
      mean += min(planned.timeoutSeconds, time) + (query.reads + query.writes) * distance
      variance += min(1, time * time)
      sound *= .pow(1 - database.failedReads, query.reads) * .pow(1 - database.failedWrites, query.writes)
    }
    for index in planned.lookups {
      let lookup = plan.lookups[index]
      let miss = 1 - hitRatio(of: lookup.cache)
      mean += lookup.perRequest * caches[lookup.cache].specification.lookupMilliseconds / 1_000
      guard lookup.database >= 0 else { continue }
      let time = min(planned.timeoutSeconds, databases[lookup.database].readSeconds) + distance
      mean += lookup.perRequest * miss * time
      variance += lookup.perRequest * miss * time * time
      sound *= .pow(1 - databases[lookup.database].failedReads, lookup.perRequest * miss)
    }
    let isFirst = cells[cell].callSeconds == 0
    cells[cell].callSeconds = isFirst ? mean : (cells[cell].callSeconds + mean) / 2
    cells[cell].callVariance = isFirst ? variance : (cells[cell].callVariance + variance) / 2
    cells[cell].dependencyFailing = 1 - sound
  }

  private mutating func fail(_ cell: Int, _ service: Int) {
    let tick = cells[cell].tick
    var sound = (1 - troubles.services[cell].failing) * (1 - cells[cell].dependencyFailing) * (1 - tick.lateShare)
    for rollout in rollouts where rollout.service == service {
      sound *= 1 - rollout.specification.failing * rollout.updated
    }
    let turnedAway = tick.arrived > 0 ? min(1, (tick.rejected + cells[cell].lost) / tick.arrived) : 0
    cells[cell].failing = min(1, max(0, 1 - sound * (1 - turnedAway)))
  }

  /// Puts failed tries down for another one, where any is left.
  private mutating func retry(_ cell: Int, _ service: Int, _ site: Int) {
    let failing = cells[cell].failing
    for position in plan.services[service].callers {
      let index = plan.incoming[position]
      let base = (site * plan.edges.count + index) * PlatformPlan.generations
      let extra = plan.edges[index].caller < 0 ? troubles.services[cell].extraRetries : 0
      let retries = min(PlatformPlan.generations - 1, plan.edges[index].retries + extra)
      guard retries > 0 else { continue }
      for generation in 0..<retries { retrying[base + generation + 1] += tries[base + generation] * failing * seconds }
    }
  }

  private mutating func countUsers(of site: Int, into outcome: inout PlatformTick) {
    let first = site * plan.services.count
    let objective = scenario.money.objectiveMilliseconds / 1_000
    for edge in plan.edges where edge.traffic >= 0 {
      let cell = cells[first + edge.callee]
      let factor = troubles.services[first + edge.callee].trafficFactor
      let requests = offered[edge.traffic] * routes[site] * factor * seconds
      guard requests > 0 else { continue }
      let failed = requests * .pow(min(1, cell.failing), Double(edge.retries + 1))
      let slow = (requests - failed) * Self.shareBeyond(objective, cell.tick)
      let total = outcome.requests + requests
      outcome.medianMilliseconds += (1_000 * cell.tick.medianSeconds - outcome.medianMilliseconds) * requests / total
      outcome.p95Milliseconds += (1_000 * cell.tick.p95Seconds - outcome.p95Milliseconds) * requests / total
      outcome.requests = total
      outcome.failed += failed
      outcome.slow += slow
      outcome.penalty += failed * scenario.money.failedRequest + slow * scenario.money.slowRequest
    }
  }

  /// The share of requests above a time, between the quantiles that are known.
  private static func shareBeyond(_ time: Double, _ tick: QueueTick) -> Double {
    func between(_ low: Double, _ high: Double, _ from: Double, _ to: Double) -> Double {
      high > low ? from + (to - from) * (time - low) / (high - low) : to
    }
    if time < tick.medianSeconds { return between(0, tick.medianSeconds, 1, 0.5) }
    if time < tick.p95Seconds { return between(tick.medianSeconds, tick.p95Seconds, 0.5, 0.05) }
    if time < tick.p99Seconds { return between(tick.p95Seconds, tick.p99Seconds, 0.05, 0.01) }
    return 0.01 * tick.p99Seconds / max(time, 1e-9) * (time > 2 * tick.p99Seconds ? 0 : 1)
  }

  /// Adds the tick to the history.
  mutating func keep(_ outcome: PlatformTick) {
    history.ticks.append(outcome)
    for index in cells.indices {
      let cell = cells[index]
      history.cells[index].ready.append(Float(cell.ready))
      history.cells[index].starting.append(Float(cell.notReady))
      history.cells[index].requestsPerSecond.append(Float(cell.tick.arrived / seconds))
      history.cells[index].p95Milliseconds.append(Float(1_000 * cell.tick.p95Seconds))
      history.cells[index].p99Milliseconds.append(Float(1_000 * cell.tick.p99Seconds))
      history.cells[index].errorPercent.append(Float(100 * cell.failing))
      history.cells[index].cpuPercent.append(Float(100 * cell.cpu))
      history.cells[index].memoryPercent.append(
        Float(100 * cell.megabytes / plan.services[index % plan.services.count].limitMegabytes))
    }
  }
}
