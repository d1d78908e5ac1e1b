/// Users or batch jobs of a platform: an open loop of requests to one service.
public struct TrafficSpecification: Sendable, Equatable {
  public var service: String
  /// Mean before patterns, in requests per second.
  public var requestsPerSecond = 100.0
  /// What shapes it; factors multiply. Several entries of traffic add.
  public var patterns: [LoadPattern] = []
  /// A recorded load in place of the patterns, one value per `traceInterval` seconds; its mean becomes `requestsPerSecond`.
  public var trace: [Double] = []
  public var traceInterval = 60.0
  /// What its clients do; `service` and `perRequest` are not used.
  public var client: CallSpecification

  public init(service: String) {
    self.service = service
    client = CallSpecification(service: service)
  }
}
