/// A service in a site: its replicas, its queue, and what it did in the last tick.
struct Cell: Sendable {
  var queue = ServiceQueue()
  /// Replicas asked for; they are ready, starting, or wait for a node.
  var wanted: Int
  var ready: Int
  var starting = 0
  var pending = 0
  /// Replicas' worth of those still cold.
  var cold = 0.0
  /// Megabytes that each replica has leaked.
  var leak = 0.0
  /// What requests wait for callees and stores, in seconds: mean, and variance in s².
  var callSeconds = 0.0
  var callVariance = 0.0
  /// Shares of requests that fail for the callees' and stores' sake, and in all.
  var dependencyFailing = 0.0
  var failing = 0.0
  var tick = QueueTick()
  /// Requests lost with their replicas in the tick, and in all.
  var lost = 0.0
  /// 0...1.
  var cpu = 0.0
  var megabytes = 0.0
  /// Replicas killed for their memory, and by other force.
  var outOfMemoryKills = 0
  var otherKills = 0
  /// Counters as a scrape sees them: replicas that go take their part along.
  var requestCounter = 0.0
  var errorCounter = 0.0

  /// Replicas that were asked for and count as such for a policy.
  var notReady: Int { starting + pending }
}
