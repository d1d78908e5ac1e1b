/// How well the platform is measured.
public struct MonitoringSpecification: Sendable, Equatable {
  /// Seconds between two scrapes; a whole number of ticks.
  public var scrapeSeconds = 15.0
  /// Seconds that a metric is old when a policy sees it.
  public var lagSeconds = 30.0
  /// Standard deviation of measurement noise, as a share.
  public var noise = 0.02
  /// The share of scrapes that fail.
  public var gaps = 0.001

  public init() {}
}
