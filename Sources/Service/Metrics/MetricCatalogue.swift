/// Everything that the service measures of itself, declared in one place; shipped rules and dashboards may use nothing
/// else.
package enum MetricCatalogue {
  private static let levels = [0.1, 0.25, 0.5, 0.75, 0.9, 1, 1.25, 1.5, 2, 3, 5, 10]
  private static let shares = [0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 2, 5]
  /// A decision takes some ten microseconds.
  private static let computing = [5e-6, 10e-6, 25e-6] + MetricFamily.durationBounds
  private static let refits = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 60]

  // MARK: Decisions

  package static let decisions = MetricFamily.counter(
    "tidegate_decisions", "Decisions made, by the policy that acted and the latency rung.",
    labels: ["workload", "policy", "rung"], mostSeries: .max)
  package static let degradedDecisions = MetricFamily.counter(
    "tidegate_degraded_decisions", "Decisions that were not made on the whole, by what was missing.",
    labels: ["workload", "cause"], mostSeries: .max)
  package static let queueDuration = MetricFamily.histogram(
    "tidegate_decision_queue_duration_seconds", "Time from an observation's arrival until its decision began.")
  package static let computeDuration = MetricFamily.histogram(
    "tidegate_decision_compute_duration_seconds", "Time that making a decision took, by latency rung.",
    labels: ["rung"], bounds: computing)
  package static let commitDuration = MetricFamily.histogram(
    "tidegate_decision_commit_duration_seconds", "Time from a decision until it was kept in the journal.")

  // MARK: Workloads

  package static let workloads = MetricFamily.gauge(
    "tidegate_workloads", "Workloads, by whether they are ready or still warming up.", labels: ["state"])
  package static let load = MetricFamily.gauge(
    "tidegate_load_requests_per_second", "Load of the newest observation.", labels: ["workload"], mostSeries: .max)
  package static let forecast = MetricFamily.gauge(
    "tidegate_forecast_requests_per_second",
    "Newest forecast of the largest load over the lead time, by quantile level.", labels: ["workload", "level"],
    mostSeries: .max)
  package static let replicas = MetricFamily.gauge(
    "tidegate_replicas", "Replicas: ready and starting as observed, desired as decided.",
    labels: ["workload", "state"], mostSeries: .max)
  package static let observationLag = MetricFamily.gauge(
    "tidegate_observation_lag_seconds",
    "Age of the newest observation; where it bears no time of the wall clock, the time since it came.",
    labels: ["workload"], mostSeries: .max)
  package static let sourceErrors = MetricFamily.counter(
    "tidegate_source_errors", "Ticks for which a source gave no observation.", labels: ["workload", "source"],
    mostSeries: .max)
  package static let samples = MetricFamily.counter(
    "tidegate_received_samples", "Samples received from remote writes and scrapes, by what became of them.",
    labels: ["source", "outcome"])

  // MARK: Models

  package static let anomalyScore = MetricFamily.gauge(
    "tidegate_anomaly_score", "Newest anomaly score; 1 is the threshold. The largest of workload \"other\".",
    labels: ["workload"], mostSeries: .max)
  package static let anomalyScores = MetricFamily.histogram(
    "tidegate_anomaly_score_distribution", "Anomaly scores of decisions; 1 is the threshold.", labels: ["workload"],
    bounds: levels, mostSeries: .max)
  package static let openIncidents = MetricFamily.gauge(
    "tidegate_open_incidents", "Anomalies that last.", labels: ["workload"], mostSeries: .max)
  package static let incidents = MetricFamily.counter(
    "tidegate_incidents", "Anomalies that this process has seen begin or go on.", labels: ["workload"],
    mostSeries: .max)
  package static let forecastError = MetricFamily.histogram(
    "tidegate_forecast_error_ratio",
    "Distance of the largest load of a lead time from the median that was forecast of it, as a share of the load.",
    labels: ["workload"], bounds: shares, mostSeries: .max)
  package static let forecastMisses = MetricFamily.counter(
    "tidegate_forecast_misses",
    "Lead times whose largest load lay above the 96 % quantile that was forecast of it; of those in the error's count.",
    labels: ["workload"], mostSeries: .max)
  package static let modelAge = MetricFamily.gauge(
    "tidegate_model_age_seconds",
    "Time since the forecaster in use was learned, as the observations' clock goes. The largest of workload \"other\".",
    labels: ["workload"], mostSeries: .max)
  package static let refitDuration = MetricFamily.histogram(
    "tidegate_refit_duration_seconds", "Time that learning a forecaster anew took, off the path of decisions.",
    bounds: refits)
  package static let refitFailures = MetricFamily.counter(
    "tidegate_refit_failures", "Refits that came to nothing.")

  // MARK: Doors

  package static let requests = MetricFamily.counter(
    "tidegate_http_requests", "HTTP requests answered.", labels: ["door", "route", "method", "status"])
  package static let requestDuration = MetricFamily.histogram(
    "tidegate_http_request_duration_seconds", "Time from a request's head until its answer's head.",
    labels: ["door", "route"])
  package static let refusals = MetricFamily.counter(
    "tidegate_refusals", "Requests, and items of batches, that were refused, by HTTP status.",
    labels: ["door", "status"])
  package static let waiting = MetricFamily.gauge(
    "tidegate_requests_waiting", "Requests that are inside, waiting for a decision.")
  package static let watchers = MetricFamily.gauge(
    "tidegate_event_watchers", "Clients that watch the server-sent events.")

  // MARK: Journal and outbound

  package static let journalWaiting = MetricFamily.gauge(
    "tidegate_journal_waiting_entries", "Entries that wait to be written to the journal.")
  package static let journalSize = MetricFamily.gauge(
    "tidegate_journal_size_bytes", "Size of the journal's files.")
  package static let journalFailures = MetricFamily.counter(
    "tidegate_journal_failures", "Decisions that could not be kept, and were not given.")
  package static let alerts = MetricFamily.counter(
    "tidegate_alerts", "Alerts posted to an Alertmanager, re-sent ones too, by outcome.", labels: ["outcome"])
  package static let actuations = MetricFamily.counter(
    "tidegate_actuations", "New numbers of replicas handed to an actuator, by outcome.",
    labels: ["actuator", "outcome"])

  // MARK: The process

  package static let ready = MetricFamily.gauge(
    "tidegate_ready", "Whether the service takes requests: 1, or 0 while it starts or drains.")
  package static let build = MetricFamily.info(
    "tidegate_build", "What this binary was built from.", labels: ["version", "commit"])
  package static let processCPU = MetricFamily.counter(
    "process_cpu_seconds", "CPU time of the process, user and system.")
  package static let processMemory = MetricFamily.gauge(
    "process_resident_memory_bytes", "Resident memory of the process.")
  package static let processVirtualMemory = MetricFamily.gauge(
    "process_virtual_memory_bytes", "Virtual memory of the process.")
  package static let processThreads = MetricFamily.gauge("process_threads", "Threads of the process.")
  package static let processFiles = MetricFamily.gauge("process_open_fds", "Open file descriptors.")
  package static let processMostFiles = MetricFamily.gauge("process_max_fds", "Open file descriptors allowed.")
  package static let processStart = MetricFamily.gauge(
    "process_start_time_seconds", "When the process started, in seconds since 1970.")

  package static let all: [MetricFamily] = [
    decisions, degradedDecisions, queueDuration, computeDuration, commitDuration,
    workloads, load, forecast, replicas, observationLag, sourceErrors, samples,
    anomalyScore, anomalyScores, openIncidents, incidents, forecastError, forecastMisses, modelAge, refitDuration,
    refitFailures,
    requests, requestDuration, refusals, waiting, watchers,
    journalWaiting, journalSize, journalFailures, alerts, actuations,
    ready, build, processCPU, processMemory, processVirtualMemory, processThreads, processFiles, processMostFiles,
    processStart,
  ]

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  package static func family(named name: String) -> MetricFamily? { byName[name] }
}
