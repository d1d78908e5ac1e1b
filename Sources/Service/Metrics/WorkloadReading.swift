/// The newest of a workload, as a scrape shows it; nil is not known, and not shown.
struct WorkloadReading: Sendable {
  var load: Double?
  var median: Double?
  var upper: Double?
  var readyReplicas: Double?
  var startingReplicas: Double?
  var desiredReplicas: Double?
  var anomalyScore: Double?
  var lag: Double?
  var modelAge: Double?
  var openIncidents = 0.0

  /// With another workload's added: loads, replicas and incidents are sums, scores, lags and ages are the larger ones.
  mutating func add(_ other: WorkloadReading) {
    load = Self.combined(load, other.load, +)
    median = Self.combined(median, other.median, +)
    upper = Self.combined(upper, other.upper, +)
    readyReplicas = Self.combined(readyReplicas, other.readyReplicas, +)
    startingReplicas = Self.combined(startingReplicas, other.startingReplicas, +)
    desiredReplicas = Self.combined(desiredReplicas, other.desiredReplicas, +)
    anomalyScore = Self.combined(anomalyScore, other.anomalyScore, max)
    lag = Self.combined(lag, other.lag, max)
    modelAge = Self.combined(modelAge, other.modelAge, max)
    openIncidents += other.openIncidents
  }

  private static func combined(_ one: Double?, _ other: Double?, _ combine: (Double, Double) -> Double) -> Double? {
    guard let one, let other else { return one ?? other }
    return combine(one, other)
  }
}
