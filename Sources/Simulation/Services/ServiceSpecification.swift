import Scaling

/// One service of a platform: how it works on requests, starts, scales, and whom it calls.
public struct ServiceSpecification: Sendable, Equatable {
  public var name: String
  /// Mean time of a request's own work, in milliseconds; calls come on top.
  public var serviceMilliseconds = 40.0
  /// The shape of that time, and standard deviation / mean of a lognormal one.
  public var distribution = HoldingTime.Kind.lognormal
  public var variation = 0.8
  /// Requests that a replica holds at once, those that wait for a call included.
  public var concurrency = 64
  /// Requests that its CPU does own work for at once; at that many it is full.
  public var cores = 2
  /// Requests that may wait per replica; more are rejected.
  public var queuePlaces = 64.0
  /// The fewest and most replicas, and those at the beginning.
  public var minimum = 2
  public var maximum = 100
  public var initial = 2
  /// Seconds to pull the image, to start, and until a readiness probe has seen it.
  public var imagePullSeconds = 20.0
  public var startSeconds = 30.0
  public var readinessSeconds = 10.0
  /// A new replica works at this speed at first; the difference decays with this time constant.
  public var warmUpSpeed = 0.6
  public var warmUpSeconds = 60.0
  /// Whether replicas that go end what they have begun, rather than dropping it.
  public var drains = true
  /// Memory of a replica: empty, per request in it, and the limit above which it is killed, in megabytes.
  public var baseMegabytes = 256.0
  public var requestMegabytes = 2.0
  public var limitMegabytes = 1_024.0
  /// Connections that each replica opens to every database it queries.
  public var connections = 10.0
  public var calls: [CallSpecification] = []
  public var queries: [QuerySpecification] = []
  public var lookups: [LookupSpecification] = []
  /// Topics that it writes to.
  public var publishes: [PublishSpecification] = []
  /// The topic that it works on, instead of being called.
  public var consumes: String?
  /// What scales it.
  public var policy = PolicyKind.hpa(targetPercent: 70)

  public init(name: String) { self.name = name }

  /// Seconds from an order to a ready replica, where there is a node.
  public var startupSeconds: Double { imagePullSeconds + startSeconds + readinessSeconds }
  /// Requests per second that a warm replica serves when it waits for nobody.
  public var replicaCapacity: Double { Double(min(concurrency, cores)) / (serviceMilliseconds / 1_000) }
}
