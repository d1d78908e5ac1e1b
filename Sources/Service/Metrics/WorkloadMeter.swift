import Engine
import Synchronization
import Telemetry

/// What is measured of one workload: counts in series that it may share with others, and its own newest values.
final class WorkloadMeter: Sendable {
  private struct Recent {
    var reading = WorkloadReading()
    var isReady = false
    var observedAt: Double?
    /// When the newest observation was made, on the wall clock; when it came, where it bears no time of that.
    var lagsSince: Double?
    var learnedAt: Double?
    /// The sequence of the tick with which the incident that lasts began.
    var incident: Int64?
    var check: ForecastCheck
  }

  let name: String
  let series: WorkloadSeries
  /// Whether nobody shares the series.
  let hasOwnSeries: Bool
  /// Seconds from the wall clock's time within which an observation's time is taken to be of it.
  private static let plausibleLag = 30 * 86_400.0

  /// Whether observations bear the time of the wall clock.
  private let isLive: Bool
  private let recent: Mutex<Recent>

  init(name: String, series: WorkloadSeries, hasOwnSeries: Bool, tickSeconds: Double, isLive: Bool) {
    self.name = name
    self.series = series
    self.hasOwnSeries = hasOwnSeries
    self.isLive = isLive
    recent = Mutex(Recent(check: ForecastCheck(tickSeconds: tickSeconds)))
  }

  func decided(_ observation: Observation, _ decision: DecisionMessage, rung: LatencyRung, at now: Double) {
    series.decisions[WorkloadSeries.DecisionKey(policy: decision.policy, rung: rung)].increment()
    if let cause = decision.degraded { series.degraded[cause].increment() }
    if let score = decision.anomalyScore { series.scores.record(score) }
    recent.withLock { recent in
      recent.reading.load = observation.requestsPerSecond
      recent.reading.readyReplicas = observation.readyReplicas.map(Double.init)
      recent.reading.startingReplicas = observation.startingReplicas.map(Double.init)
      recent.reading.desiredReplicas = Double(decision.replicas)
      recent.reading.median = decision.forecast?.median
      recent.reading.upper = decision.forecast?.upper
      recent.reading.anomalyScore = decision.anomalyScore
      recent.isReady = decision.degraded != Degradation.warmingUp.rawValue
      recent.observedAt = observation.timestamp
      // Whoever posts times of a simulation is not years behind.
      recent.lagsSince = isLive && abs(now - observation.timestamp) < Self.plausibleLag ? observation.timestamp : now
      recent.check.add(
        observation.requestsPerSecond, at: observation.timestamp, forecast: decision.forecast
      ) { outcome in
        series.forecastError.record(outcome.errorShare)
        if outcome.isAboveUpper { series.forecastMisses.increment() }
      }
    }
  }

  func learned(at time: Double) { recent.withLock { $0.learnedAt = time } }

  func incident(_ sequence: Int64, isOpen: Bool) {
    let isNew = recent.withLock { recent in
      defer { recent.incident = isOpen ? sequence : nil }
      return isOpen && recent.incident != sequence
    }
    if isNew { series.incidents.increment() }
  }

  /// - Parameter now: The wall clock's time, in seconds.
  func reading(at now: Double) -> (WorkloadReading, isReady: Bool) {
    recent.withLock { recent in
      var reading = recent.reading
      reading.lag = recent.lagsSince.map { max(0, now - $0) }
      reading.openIncidents = recent.incident == nil ? 0 : 1
      if let learned = recent.learnedAt, let observed = recent.observedAt {
        reading.modelAge = max(0, observed - learned)
      }
      return (reading, recent.isReady)
    }
  }
}
