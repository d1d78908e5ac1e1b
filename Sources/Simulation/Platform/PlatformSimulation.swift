import Scaling
import Telemetry
import Tensors

/// A platform played out in ticks of 15 s: a world in which the autoscaler is one part.
///
/// Each turn looks at the cells (a service in a site), asks for replicas, and steps:
///
///     var platform = try PlatformSimulation(scenario, seed: 1)
///     while !platform.isOver {
///       for cell in platform.cellNames.indices {
///         platform.scale(cell, to: decide(platform.observation(of: cell)))
///       }
///       let tick = platform.step()     // requests, failures, latency, money
///     }
///
/// In a tick every service is a ``ServiceQueue``; callers come before those they call, so requests run down the graph
/// within the tick, while what a callee takes and refuses is what its callers wait for in the next one. Equal scenarios,
/// seeds and orders give equal bits.
///
/// - Complexity: O(services + calls) a tick and site. Without a history a step allocates nothing.
public struct PlatformSimulation: Sendable {
  /// The first Monday of 1970, in Unix seconds.
  static let monday = 4 * 86_400.0

  public let scenario: PlatformScenario
  /// The names of the cells: the service, and its site where there are several.
  public let cellNames: [String]
  /// The tick that `step()` will play.
  public internal(set) var tick = 0
  public internal(set) var history: PlatformHistory
  /// Databases, caches and topics as they stand.
  public internal(set) var databases: [PostgresCluster]
  public internal(set) var caches: [Cache]
  public internal(set) var topics: [Topic]
  /// Answers of policies that had to be brought within the limits, or were no numbers.
  public internal(set) var correctedOrders = 0

  let plan: PlatformPlan
  let seconds = PlatformScenario.tickSeconds
  let keepsHistory: Bool
  var cells: [Cell]
  /// Replicas that become ready, `[cells × ringLength]`.
  var due: [Int]
  var pools: [NodePool]
  /// The share of users that each site serves, and for how long it has been gone or back unnoticed.
  var routes: [Double]
  var outageSeconds: [Double]
  /// Whether users have been led away.
  var areKnownDown: [Bool]
  var sources: [TrafficSource]
  var offered: [Double]
  /// Failed tries that will be tried again, `[sites × edges × generations]`, and those of this tick.
  var retrying: [Double]
  var tries: [Double]
  var rollouts: [RollingUpdate]
  var troubles: ActiveTroubles
  var faultTicks: [Range<Int>]
  var seen: SampleRing
  var random: RandomSource
  // Sums of the tick, kept to allocate nothing.
  var databaseReads: [Double]
  var databaseWrites: [Double]
  var databaseConnections: [Double]
  var lookupRates: [Double]
  var produced: [Double]

  /// - Parameters:
  ///   - seed: Of traffic, losses and measurement noise.
  ///   - keepsHistory: Whether every tick is kept: 30 bytes a cell.
  /// - Throws: `SimulationError` when the scenario makes no sense.
  public init(_ scenario: PlatformScenario, seed: UInt64, keepsHistory: Bool = true) throws(SimulationError) {
    let scenario = try scenario.validated()
    self.scenario = scenario
    self.keepsHistory = keepsHistory
    let seconds = PlatformScenario.tickSeconds
    plan = try PlatformPlan(scenario, seconds: seconds)
    let (sites, services) = (scenario.sites.count, scenario.services.count)
    cellNames = scenario.sites.flatMap { site in
      scenario.services.map { sites > 1 ? "\($0.name)@\(site.name)" : $0.name }
    }
    cells = scenario.sites.flatMap { site in
      scenario.services.map { service in
        let replicas = site.share > 0 ? service.initial : service.minimum
        return Cell(wanted: replicas, ready: replicas)
      }
    }
    due = [Int](repeating: 0, count: cells.count * plan.ringLength)
    pools = scenario.sites.map { NodePool($0, seconds: seconds) }
    routes = Self.routes(scenario.sites.map { $0.share }, isUp: [Bool](repeating: true, count: sites))
    outageSeconds = [Double](repeating: 0, count: sites)
    areKnownDown = [Bool](repeating: false, count: sites)
    sources = scenario.traffic.enumerated().map { index, traffic in
      TrafficSource(traffic, seconds: seconds, seed: seed &+ UInt64(index) &* 0x9E37_79B9)
    }
    offered = [Double](repeating: 0, count: sources.count)
    retrying = [Double](repeating: 0, count: sites * plan.edges.count * PlatformPlan.generations)
    tries = retrying
    rollouts = scenario.deployments.map { deployment in
      RollingUpdate(deployment, service: scenario.services.firstIndex { $0.name == deployment.service } ?? 0)
    }
    for fault in scenario.faults where fault.kind == .badDeployment {
      var bad = DeploymentSpecification(service: fault.target)
      bad.startMinutes = fault.startMinutes
      bad.slowness = fault.severity
      bad.failing = 0.05
      rollouts.append(
        RollingUpdate(bad, service: scenario.services.firstIndex { $0.name == fault.target } ?? 0))
    }
    troubles = ActiveTroubles(
      services: [ActiveTroubles.OfService](repeating: .init(), count: cells.count),
      databases: scenario.databases.map { _ in .init() }, areCachesDown: scenario.caches.map { _ in false },
      areSitesDown: [Bool](repeating: false, count: sites))
    faultTicks = scenario.faults.map { $0.ticks(of: seconds) }
    seen = SampleRing(
      cells: cells.count, monitoring: scenario.monitoring, tickSeconds: seconds, seed: seed &+ 0x6E6F_6973_65)
    random = RandomSource(seed: seed &+ 0x6E6F_6465_73)
    databases = scenario.databases.map { PostgresCluster($0) }
    caches = scenario.caches.map { Cache($0) }
    topics = scenario.topics.map { Topic($0) }
    databaseReads = [Double](repeating: 0, count: databases.count)
    databaseWrites = databaseReads
    databaseConnections = databaseReads
    lookupRates = [Double](repeating: 0, count: caches.count)
    produced = [Double](repeating: 0, count: topics.count)
    history = PlatformHistory(cells: [PlatformHistory.OfCell](repeating: .init(), count: cells.count))
    // Nodes for what runs from the beginning.
    for site in 0..<sites {
      pools[site].provide(cells[site * services..<(site + 1) * services].reduce(0) { $0 + $1.ready })
    }
  }

  public var isOver: Bool { tick >= scenario.ticks }
  /// The time of the tick to come, in Unix seconds from a Monday on.
  public var time: Double { Self.monday + Double(tick) * seconds }

  /// The service of a cell, and its site.
  public func service(of cell: Int) -> ServiceSpecification { scenario.services[cell % scenario.services.count] }
  public func site(of cell: Int) -> SiteSpecification { scenario.sites[cell / scenario.services.count] }

  /// What a policy sees of a cell before the coming tick: metrics as old as the monitoring has them, replicas of now.
  public func observation(of cell: Int) -> Observation {
    var observation = seen.observation(of: cell)
    observation.timestamp = time + troubles.services[cell].clockSkew
    observation.readyReplicas = cells[cell].ready
    observation.startingReplicas = cells[cell].notReady
    return observation
  }

  /// Asks for so many replicas of a cell; what is outside the service's limits is brought inside and counted.
  public mutating func scale(_ cell: Int, to replicas: Int) {
    let limits = plan.services[cell % plan.services.count]
    let wanted = min(max(replicas, limits.minimum), limits.maximum)
    if wanted != replicas { correctedOrders += 1 }
    cells[cell].wanted = wanted
  }

  /// The same for answers from elsewhere: what is no number changes nothing, and is counted.
  public mutating func scale(_ cell: Int, to replicas: Double) {
    guard replicas.isFinite else {
      correctedOrders += 1
      return
    }
    scale(cell, to: Int(min(max(replicas.rounded(), -1), 1e9)))
  }

  /// Plays a tick with what was asked for.
  ///
  /// - Precondition: The scenario is not over.
  @discardableResult
  public mutating func step() -> PlatformTick {
    precondition(!isOver, "a step after the last of \(scenario.ticks) ticks")
    for cell in cells.indices { cells[cell].lost = 0 }
    apply(at: tick)
    for site in scenario.sites.indices { moveReplicas(in: site) }
    for index in sources.indices { offered[index] = sources[index].next(at: Double(tick) * seconds) }
    for site in scenario.sites.indices { serve(in: site) }
    advanceStores()
    var outcome = PlatformTick()
    for site in scenario.sites.indices { settle(in: site, into: &outcome) }
    seen.record(tick: tick, cells: cells, troubles: troubles, requests: seconds, limits: plan.services)
    if keepsHistory { keep(outcome) }
    tick += 1
    return outcome
  }

  /// Requests that arrived at a cell so far and are still in it.
  package func inSystem(_ cell: Int) -> Double { cells[cell].queue.inSystem }
  /// What a cell's queue did in the last tick.
  package func lastTick(of cell: Int) -> QueueTick { cells[cell].tick }
  /// Requests that a cell lost with its replicas in the last tick.
  package func lost(of cell: Int) -> Double { cells[cell].lost }
}
