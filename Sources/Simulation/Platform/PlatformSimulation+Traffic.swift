extension PlatformSimulation {
  /// Runs the requests of a tick down the graph of a site.
  mutating func serve(in site: Int) {
    let first = site * plan.services.count
    for service in plan.order {
      let cell = first + service
      if plan.services[service].topic >= 0 {
        consume(cell, service, site)
      } else {
        serve(cell, service, arrivals: arrivals(at: service, site), site)
      }
      let rate = cells[cell].tick.served
      for index in plan.services[service].publishes {
        produced[plan.publishes[index].topic] += rate * plan.publishes[index].perRequest
      }
    }
  }

  /// Requests per second that come to a service: first tries and retries.
  private mutating func arrivals(at service: Int, _ site: Int) -> Double {
    var sum = 0.0
    let first = site * plan.services.count
    for position in plan.services[service].callers {
      let index = plan.incoming[position]
      let edge = plan.edges[index]
      let fresh: Double
      if edge.caller < 0 {
        let factor = troubles.services[first + service].trafficFactor
        fresh = troubles.areSitesDown[site] ? 0 : offered[edge.traffic] * routes[site] * factor
      } else {
        fresh = cells[first + edge.caller].tick.served / seconds * edge.perRequest
      }
      let base = (site * plan.edges.count + index) * PlatformPlan.generations
      tries[base] = fresh
      sum += fresh
      // A pause longer than a tick spreads the retries over several.
      var again = 0.0
      for generation in 1..<PlatformPlan.generations {
        let waiting = retrying[base + generation]
        guard waiting > 0 else {
          tries[base + generation] = 0
          continue
        }
        let pause = edge.backoffSeconds * Double(1 << (generation - 1))
        let released = waiting * min(1, seconds / max(seconds, pause))
        retrying[base + generation] -= released
        tries[base + generation] = released / seconds
        again += released / seconds
      }
      if again > edge.budget * fresh, again > 0 {
        let kept = edge.budget * fresh / again
        for generation in 1..<PlatformPlan.generations { tries[base + generation] *= kept }
        again *= kept
      }
      sum += again
    }
    return sum
  }

  private mutating func serve(_ cell: Int, _ service: Int, arrivals: Double, _ site: Int) {
    let work = work(cell, service)
    let servers = Int(Double(serving(cell, service)) * work.slots)
    let load = QueueLoad(
      arrivals: arrivals, servers: troubles.services[cell].isDown ? 0 : servers, holdingSeconds: work.holding,
      places: plan.services[service].places * Double(max(1, cells[cell].ready)),
      timeoutSeconds: plan.services[service].timeoutSeconds)
    if work.shape < 0 {
      cells[cell].tick = cells[cell].queue.advance(load, shape: plan.shapes[service], seconds: seconds)
    } else {
      cells[cell].tick = cells[cell].queue.advance(load, shape: HoldingTime.family[work.shape], seconds: seconds)
    }
    measure(cell, service, work.cpuSeconds)
  }

  /// A service that works on a topic takes what is there, as fast as it can.
  private mutating func consume(_ cell: Int, _ service: Int, _ site: Int) {
    let work = work(cell, service)
    let topic = plan.services[service].topic
    let perConsumer = work.slots / work.holding
    let ready = troubles.services[cell].isDown ? 0 : serving(cell, service)
    // Every site has the part of the topic that was written there.
    let consumed = topics[topic].advance(
      produced: produced[topic], consumers: ready, perConsumer: perConsumer, seconds: seconds)
    var tick = QueueTick()
    tick.arrived = produced[topic]
    tick.served = consumed
    produced[topic] = 0
    let quantiles = plan.shapes[service].quantiles
    let age = min(topics[topic].ageSeconds, topics[topic].specification.retentionSeconds)
    tick.medianSeconds = age + quantiles.0 * work.holding
    tick.p95Seconds = age + quantiles.1 * work.holding
    tick.p99Seconds = age + quantiles.2 * work.holding
    tick.meanSeconds = age + work.holding
    cells[cell].tick = tick
    measure(cell, service, work.cpuSeconds)
  }

  /// Replicas that serve: the ready ones but those that a roll-out keeps away.
  private func serving(_ cell: Int, _ service: Int) -> Int {
    var missing = 0.0
    for rollout in rollouts where rollout.service == service { missing += rollout.missing }
    guard missing > 0 else { return cells[cell].ready }
    return max(0, cells[cell].ready - Int((missing * Double(cells[cell].wanted)).rounded(.up)))
  }

  /// How long a request holds its place, with how much CPU, the shape of that time (-1: the service's own), and the
  /// requests that a replica holds at once: all that it may, or as many as keep its CPU full.
  private func work(_ cell: Int, _ service: Int) -> (holding: Double, cpuSeconds: Double, shape: Int, slots: Double) {
    let trouble = troubles.services[cell]
    let planned = plan.services[service]
    var own = planned.ownSeconds * trouble.cpuFactor
    for rollout in rollouts where rollout.service == service {
      own *= 1 + (rollout.specification.slowness - 1) * rollout.updated
    }
    if cells[cell].cold > 0.01, cells[cell].ready > 0 {
      let cold = min(1, cells[cell].cold / Double(cells[cell].ready))
      own /= 1 - (1 - planned.warmUpSpeed) * cold
    }
    let waited = own * trouble.waitFactor + trouble.networkSeconds
    let holding = waited + cells[cell].callSeconds
    let slots = max(1, min(planned.concurrency, planned.cores * holding / own))
    guard !planned.isLeaf else { return (holding, own, -1, slots) }
    let variance = waited * waited * planned.variation * planned.variation + cells[cell].callVariance
    return (holding, own, HoldingTime.nearest(variance / (holding * holding)), slots)
  }

  private mutating func measure(_ cell: Int, _ service: Int, _ cpuSeconds: Double) {
    let planned = plan.services[service]
    let trouble = troubles.services[cell]
    let ready = Double(max(1, cells[cell].ready))
    // A hog takes its part of the CPU and slows the rest: own work is measured without the slowing.
    let busy =
      cells[cell].tick.served * cpuSeconds / trouble.cpuFactor / (ready * planned.cores * seconds)
    cells[cell].cpu = cells[cell].ready > 0 ? min(1, busy + trouble.hog) : 0
    cells[cell].cold *= planned.coolingPerTick
    var leak = trouble.leakPerHour
    for rollout in rollouts where rollout.service == service {
      leak += rollout.specification.leakPerHour * rollout.updated
    }
    cells[cell].leak += leak * seconds / 3_600
    cells[cell].megabytes =
      planned.baseMegabytes + planned.requestMegabytes * cells[cell].queue.inSystem / ready + cells[cell].leak
    guard cells[cell].megabytes > planned.limitMegabytes, cells[cell].ready > 0 else { return }
    // Replicas do not reach the limit at once: a fifth goes each tick.
    let before = cells[cell].outOfMemoryKills
    kill(cell, share: 0.2, forMemory: true)
    note(.outOfMemory, scenario.services[service].name, count: cells[cell].outOfMemoryKills - before)
  }
}
