import Engine
import Service
import Synchronization
import Telemetry

/// A meter with a clock that the test sets.
final class MeteredService: Sendable {
  let meter: ServiceMeter
  private let time: Clock

  init(mostWorkloads: Int = 200) {
    let time = Clock()
    self.time = time
    meter = ServiceMeter(version: "1.2.3", commit: "abc", mostWorkloads: mostWorkloads) { time.now }
  }

  func set(clock seconds: Double) { time.now = seconds }

  func scrape(_ readings: ServiceReadings = ServiceReadings()) -> Scrape {
    Scrape(meter.exposition(accept: "application/openmetrics-text", readings: readings))
  }

  func decide(
    _ id: Int64, at time: Double, load: Double?, forecast: (median: Double, upper: Double)? = nil, horizon: Double = 60,
    replicas: Int = 3, ready: Int? = 2, score: Double? = nil, policy: String = "hpa", degraded: String? = nil,
    rung: LatencyRung = .full
  ) {
    meter.decided(
      id, Observation(timestamp: time, requestsPerSecond: load, readyReplicas: ready),
      DecisionMessage(
        timestamp: time, workload: nil, replicas: replicas, policy: policy, reason: "",
        forecast: forecast.map { LeadForecast(horizonSeconds: horizon, median: $0.median, upper: $0.upper) },
        anomalyScore: score, degraded: degraded, guardrail: nil, promotion: nil, replicaCapacity: nil,
        replicaCapacityError: nil, startupSeconds: nil, latencyMicroseconds: 10),
      rung: rung, queue: .milliseconds(2), compute: .microseconds(80))
  }

  private final class Clock: Sendable {
    private let value = Mutex(0.0)

    var now: Double {
      get { value.withLock { $0 } }
      set { value.withLock { $0 = newValue } }
    }
  }
}
