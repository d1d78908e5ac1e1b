/// A workload's past as columns of equal length, thinned by means; NaN is missing.
struct HistoryColumns: Sendable, Equatable {
  var timestamps: [Double] = []
  var requestsPerSecond: [Double] = []
  var cpuPercent: [Double] = []
  var memoryPercent: [Double] = []
  var latencyP95Milliseconds: [Double] = []
  var errorPercent: [Double] = []
  var readyReplicas: [Double] = []
  /// Decided.
  var replicas: [Double] = []
  /// Median and 96 % quantile of the largest load over the lead time, in requests per second.
  var median: [Double] = []
  var upper: [Double] = []
  /// The largest of each span.
  var anomalyScore: [Double] = []
}
