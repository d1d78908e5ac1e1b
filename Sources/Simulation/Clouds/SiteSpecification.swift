/// A region of a cloud that runs the whole platform or stands by for it.
public struct SiteSpecification: Sendable, Equatable {
  public var name: String
  public var provider: CloudProvider
  /// Zones that fail one at a time.
  public var zones = 3
  /// The share of users that it serves; 0 stands by.
  public var share = 1.0
  /// Milliseconds there and back to the first site, where the databases are.
  public var distanceMilliseconds = 0.0
  /// Replicas that fit on a node, nodes at the beginning, and the most there may be.
  public var replicasPerNode = 8
  public var nodes = 4
  public var nodeQuota = 200
  /// Seconds for which a node is empty before it is given back.
  public var idleSeconds = 600.0
  /// The share of nodes that are spot ones, and how many of those are lost an hour, as a share.
  public var spotShare = 0.0
  public var spotLossPerHour = 0.05
  /// US dollars per replica-hour, and seconds to provide a node; the provider's where absent.
  public var replicaHourPrice: Double?
  public var provisionSeconds: Double?
  /// Seconds until users are led elsewhere when it is gone, and back when it has returned.
  public var detectionSeconds = 60.0

  public init(name: String, provider: CloudProvider) {
    self.name = name
    self.provider = provider
  }

  /// US dollars for an hour of a replica, spot ones in their share.
  var effectivePrice: Double {
    (replicaHourPrice ?? provider.replicaHourPrice) * (1 - spotShare * provider.spotDiscount)
  }
}
