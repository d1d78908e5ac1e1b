import Engine
import Metrics

/// What is counted under one value of the label `workload`: of one workload, or of all those without series of their
/// own.
final class WorkloadSeries: Sendable {
  struct DecisionKey: Hashable, Sendable {
    let policy: String
    let rung: LatencyRung
  }

  let decisions: SeriesCache<DecisionKey, Counter>
  let degraded: SeriesCache<String, Counter>
  let sourceErrors: SeriesCache<String, Counter>
  let scores: Recorder
  let forecastError: Recorder
  let forecastMisses: Counter
  let incidents: Counter

  init(_ workload: String, _ factory: OpenMetricsFactory) {
    decisions = SeriesCache { key in
      factory.counter(MetricCatalogue.decisions, workload, key.policy, key.rung.rawValue)
    }
    degraded = SeriesCache { cause in factory.counter(MetricCatalogue.degradedDecisions, workload, cause) }
    sourceErrors = SeriesCache { source in factory.counter(MetricCatalogue.sourceErrors, workload, source) }
    scores = factory.recorder(MetricCatalogue.anomalyScores, workload)
    forecastError = factory.recorder(MetricCatalogue.forecastError, workload)
    forecastMisses = factory.counter(MetricCatalogue.forecastMisses, workload)
    incidents = factory.counter(MetricCatalogue.incidents, workload)
  }

  /// Takes everything out of the exposition.
  func destroy() {
    for counter in decisions.all + degraded.all + sourceErrors.all { counter.destroy() }
    scores.destroy()
    forecastError.destroy()
    forecastMisses.destroy()
    incidents.destroy()
  }
}
