/// A workload's past as columns of equal length, thinned by means; NaN is missing.
package struct HistoryColumns: Sendable, Equatable {
  /// The mean time of each span.
  package var timestamps: [Double] = []
  package var requestsPerSecond: [Double] = []
  package var cpuPercent: [Double] = []
  package var memoryPercent: [Double] = []
  package var latencyP95Milliseconds: [Double] = []
  package var errorPercent: [Double] = []
  package var readyReplicas: [Double] = []
  /// Decided.
  package var replicas: [Double] = []
  /// Median and 96 % quantile of the largest load over the lead time, in requests per second.
  package var median: [Double] = []
  package var upper: [Double] = []
  /// The largest of each span.
  package var anomalyScore: [Double] = []

  package init() {}
}
