import Numerics

/// A scenario with its names resolved: what the tick runs on, plain numbers side by side.
struct PlatformPlan: Sendable {
  /// A service without its lists.
  struct Service: Sendable {
    var ownSeconds: Double
    var variation: Double
    var concurrency: Double
    var cores: Double
    var places: Double
    var minimum: Int
    var maximum: Int
    var startupTicks: Int
    var restartTicks: Int
    var warmUpSpeed: Double
    /// What of being cold a tick leaves.
    var coolingPerTick: Double
    var drains: Bool
    var baseMegabytes: Double
    var requestMegabytes: Double
    var limitMegabytes: Double
    var timeoutSeconds: Double
    /// The calls it makes, in `edges`, and those that come to it, in `incoming`.
    var calls: Range<Int>
    var callers: Range<Int>
    var queries: Range<Int>
    var lookups: Range<Int>
    var publishes: Range<Int>
    /// The topic that it works on, or -1.
    var topic: Int
    /// Whether it waits for nobody, so that its shape is its own.
    var isLeaf: Bool
  }

  /// Calls of one service, or of clients, to another.
  struct Edge: Sendable {
    /// -1 for clients.
    var caller: Int
    var callee: Int
    /// The entry of traffic; -1 for calls of a service.
    var traffic: Int
    var perRequest: Double
    var timeoutSeconds: Double
    var retries: Int
    var backoffSeconds: Double
    var budget: Double
    var isRequired: Bool
  }

  struct Query: Sendable {
    var database: Int
    var reads: Double
    var writes: Double
  }

  struct Lookup: Sendable {
    var cache: Int
    var perRequest: Double
    /// -1 for none.
    var database: Int
  }

  struct Publish: Sendable {
    var topic: Int
    var perRequest: Double
  }

  /// Retries that an edge can keep apart.
  static let generations = 8

  var services: [Service] = []
  var edges: [Edge] = []
  var incoming: [Int] = []
  var queries: [Query] = []
  var lookups: [Lookup] = []
  var publishes: [Publish] = []
  /// Connections that the replicas of a service open, per database and service, `[databases × services]`.
  var connections: [Double] = []
  /// Services, callers before those they call.
  var order: [Int] = []
  var shapes: [HoldingTime] = []
  var ringLength = 1

  init(_ scenario: PlatformScenario, seconds: Double) throws(SimulationError) {
    let names = Self.indexes(scenario.services.map(\.name))
    let databases = Self.indexes(scenario.databases.map(\.name))
    let caches = Self.indexes(scenario.caches.map(\.name))
    let topics = Self.indexes(scenario.topics.map(\.name))
    for (index, service) in scenario.services.enumerated() {
      let firstEdge = edges.count
      for call in service.calls {
        edges.append(Edge(call, caller: index, callee: names[call.service] ?? 0, traffic: -1))
      }
      let firstQuery = queries.count
      queries += service.queries.map {
        Query(database: databases[$0.database] ?? 0, reads: $0.reads, writes: $0.writes)
      }
      let firstLookup = lookups.count
      lookups += service.lookups.map {
        Lookup(
          cache: caches[$0.cache] ?? 0, perRequest: $0.perRequest, database: $0.database.flatMap { databases[$0] } ?? -1
        )
      }
      let firstPublish = publishes.count
      publishes += service.publishes.map { Publish(topic: topics[$0.topic] ?? 0, perRequest: $0.perRequest) }
      services.append(
        Service(
          ownSeconds: service.serviceMilliseconds / 1_000, variation: 0, concurrency: Double(service.concurrency),
          cores: Double(min(service.concurrency, service.cores)),
          places: service.queuePlaces, minimum: service.minimum, maximum: service.maximum,
          startupTicks: Int((service.startupSeconds / seconds).rounded(.up)),
          restartTicks: Int(((service.startSeconds + service.readinessSeconds) / seconds).rounded(.up)),
          warmUpSpeed: service.warmUpSpeed,
          coolingPerTick: service.warmUpSeconds > 0 ? .exp(-seconds / service.warmUpSeconds) : 0,
          drains: service.drains, baseMegabytes: service.baseMegabytes, requestMegabytes: service.requestMegabytes,
          limitMegabytes: service.limitMegabytes, timeoutSeconds: 60, calls: firstEdge..<edges.count, callers: 0..<0,
          queries: firstQuery..<queries.count, lookups: firstLookup..<lookups.count,
          publishes: firstPublish..<publishes.count, topic: service.consumes.flatMap { topics[$0] } ?? -1,
          isLeaf: service.calls.isEmpty && service.queries.isEmpty && service.lookups.isEmpty))
      let shape = HoldingTime(service.distribution, variation: service.variation)
      services[index].variation = shape.squaredVariation.squareRoot()
      shapes.append(shape)
    }
    for (index, traffic) in scenario.traffic.enumerated() {
      edges.append(Edge(traffic.client, caller: -1, callee: names[traffic.service] ?? 0, traffic: index))
    }
    for index in services.indices {
      let first = incoming.count
      incoming += edges.indices.filter { edges[$0].callee == index }
      services[index].callers = first..<incoming.count
      services[index].timeoutSeconds = incoming[first...].map { edges[$0].timeoutSeconds }.min() ?? 60
      ringLength = max(ringLength, services[index].startupTicks + 1)
    }
    connections = scenario.databases.flatMap { database in
      scenario.services.map { service in
        let uses =
          service.queries.contains { $0.database == database.name }
          || service.lookups.contains { $0.database == database.name }
        return uses ? service.connections : 0
      }
    }
    order = try Self.sorted(scenario)
  }

  private static func indexes(_ names: [String]) -> [String: Int] {
    Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
  }

  /// Callers before those they call, and writers of a topic before its readers (Kahn's algorithm).
  private static func sorted(_ scenario: PlatformScenario) throws(SimulationError) -> [Int] {
    let names = indexes(scenario.services.map(\.name))
    var followers = [[Int]](repeating: [], count: names.count)
    for (index, service) in scenario.services.enumerated() {
      followers[index] = service.calls.compactMap { names[$0.service] }
      for publish in service.publishes {
        followers[index] += scenario.services.indices.filter { scenario.services[$0].consumes == publish.topic }
      }
    }
    var waiting = [Int](repeating: 0, count: names.count)
    for list in followers { for follower in list { waiting[follower] += 1 } }
    var order = waiting.indices.filter { waiting[$0] == 0 }
    var next = 0
    while next < order.count {
      for follower in followers[order[next]] {
        waiting[follower] -= 1
        if waiting[follower] == 0 { order.append(follower) }
      }
      next += 1
    }
    guard order.count == waiting.count else {
      let left = waiting.indices.filter { waiting[$0] > 0 }.map { scenario.services[$0].name }
      throw .cycle(scenario: scenario.name, services: left)
    }
    return order
  }
}

extension PlatformPlan.Edge {
  init(_ call: CallSpecification, caller: Int, callee: Int, traffic: Int) {
    self.init(
      caller: caller, callee: callee, traffic: traffic, perRequest: traffic >= 0 ? 1 : call.perRequest,
      timeoutSeconds: call.timeoutMilliseconds / 1_000, retries: call.retries, backoffSeconds: call.backoffSeconds,
      budget: call.retryBudget, isRequired: call.isRequired)
  }
}
