/// Where a workload's observations come from.
public enum SourceSettings: Sendable, Equatable {
  /// Somebody posts them.
  case api
  /// PromQL queries, once a tick.
  case prometheus(PrometheusSettings)
  /// Exposition text of the service's own processes, once a tick.
  case scrape(ScrapeSettings)
  /// Samples that a Prometheus writes to `/api/v1/write`.
  case remoteWrite(SeriesTable)
  /// A recorded file, replayed.
  case csv(ReplaySettings)
  /// A simulated service, which takes the decisions too.
  case simulator(SimulatorSettings)

  /// As the REST API says it.
  public var name: String {
    switch self {
    case .api: "api"
    case .prometheus: "prometheus"
    case .scrape: "scrape"
    case .remoteWrite: "remote-write"
    case .csv: "csv"
    case .simulator: "simulator"
    }
  }
}
