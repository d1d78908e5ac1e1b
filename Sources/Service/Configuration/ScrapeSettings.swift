/// Processes that show their metrics as exposition text.
public struct ScrapeSettings: Sendable, Equatable {
  /// Whole addresses, such as `http://10.0.0.7:8080/metrics`.
  public var targets: [String]
  public var series: SeriesTable
  /// A scrape may take so long, in seconds.
  public var timeoutSeconds = 5.0

  public init(targets: [String], series: SeriesTable) {
    self.targets = targets
    self.series = series
  }
}
