/// What a query came to.
package struct PrometheusAnswer: Sendable, Equatable {
  package var series: [PrometheusSeries]
  /// What Prometheus found strange about the query, each once.
  package var warnings: [String] = []

  package init(series: [PrometheusSeries] = [], warnings: [String] = []) {
    self.series = series
    self.warnings = warnings
  }
}
