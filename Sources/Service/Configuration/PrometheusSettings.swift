/// A Prometheus to ask, and what to ask it.
public struct PrometheusSettings: Sendable, Equatable {
  /// Its base address.
  public var url: String
  /// An expression for each field of an observation.
  public var queries: QueryTable
  /// History to learn from before the first tick, in seconds.
  public var backfillSeconds = 14 * 86_400.0
  /// A query may take so long, in seconds.
  public var timeoutSeconds = 10.0
  /// Sent with every request where there is one.
  public var bearer: Secret?

  public init(url: String, queries: QueryTable) {
    self.url = url
    self.queries = queries
  }
}
