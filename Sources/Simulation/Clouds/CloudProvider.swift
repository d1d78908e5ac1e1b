/// Where replicas are rented, with list-price-like defaults: round numbers for two cores and four gigabytes on demand.
///
/// They shape the world and follow no price list; a scenario may give its own.
public enum CloudProvider: String, Sendable, CaseIterable {
  case aws, azure, gcp
  case digitalOcean = "digitalocean"

  /// US dollars for an hour of a replica, on demand.
  public var replicaHourPrice: Double {
    switch self {
    case .aws: 0.085
    case .azure: 0.088
    case .gcp: 0.081
    case .digitalOcean: 0.063
    }
  }

  /// What of the price a spot replica saves.
  public var spotDiscount: Double {
    switch self {
    case .aws: 0.65
    case .azure: 0.7
    case .gcp: 0.6
    case .digitalOcean: 0
    }
  }

  /// Seconds from asking for a node to running replicas on it.
  public var provisionSeconds: Double {
    switch self {
    case .aws: 75
    case .azure: 120
    case .gcp: 60
    case .digitalOcean: 150
    }
  }
}
