import Engine
import Metrics
import Synchronization
import Telemetry

/// What the service counts of itself, through swift-metrics, and shows at the metrics door.
///
/// Every method may be called from any thread, takes plain values, and costs a few short locks; those on the path of a
/// decision do not allocate once their series are there.
package final class ServiceMeter: Sendable {
  private struct Workloads {
    var byID: [Int64: WorkloadMeter] = [:]
    var ids: [String: Int64] = [:]
    var ownSeries = 0
    /// Of the workloads beyond the limit; nil while there are none.
    var shared: WorkloadSeries?

    mutating func remove(_ id: Int64) {
      guard let known = byID.removeValue(forKey: id) else { return }
      ids[known.name] = nil
      guard known.hasOwnSeries else { return }
      known.series.destroy()
      ownSeries -= 1
    }
  }

  /// The back end; `MetricsSystem.bootstrap(meter.factory)` shows what libraries measure, too.
  package let factory: OpenMetricsFactory
  /// Workloads with series of their own, at most.
  private let mostWorkloads: Int
  private let build: MetricLabels
  private let now: @Sendable () -> Double
  private let workloads = Mutex(Workloads())

  private let queueDuration: Timer
  private let computeDurations: SeriesCache<LatencyRung, Timer>
  private let commitDuration: Timer
  private let journalFailures: Counter
  private let refitDuration: Timer
  private let refitFailures: Counter
  private let samples: SeriesCache<[String], Counter>
  private let alerts: SeriesCache<String, Counter>
  private let actuations: SeriesCache<[String], Counter>
  let requests: SeriesCache<RequestKey, Counter>
  let requestDurations: SeriesCache<RouteKey, Timer>
  let refusals: SeriesCache<RefusalKey, Counter>

  /// - Parameters:
  ///   - version: Of the program, for `tidegate_build_info`.
  ///   - commit: That it was built from.
  ///   - mostWorkloads: Workloads beyond these are added up under `workload="other"`.
  ///   - now: The wall clock, in seconds since 1970.
  package init(
    version: String, commit: String, mostWorkloads: Int = 200, now: @escaping @Sendable () -> Double = wallClock
  ) {
    let factory = OpenMetricsFactory()
    self.factory = factory
    self.mostWorkloads = mostWorkloads
    self.now = now
    build = MetricLabels(MetricCatalogue.build.dimensions([version, commit]))
    queueDuration = factory.timer(MetricCatalogue.queueDuration)
    computeDurations = SeriesCache { factory.timer(MetricCatalogue.computeDuration, $0.rawValue) }
    commitDuration = factory.timer(MetricCatalogue.commitDuration)
    journalFailures = factory.counter(MetricCatalogue.journalFailures)
    refitDuration = factory.timer(MetricCatalogue.refitDuration)
    refitFailures = factory.counter(MetricCatalogue.refitFailures)
    samples = SeriesCache { factory.counter(MetricCatalogue.samples, $0[0], $0[1]) }
    alerts = SeriesCache { factory.counter(MetricCatalogue.alerts, $0) }
    actuations = SeriesCache { factory.counter(MetricCatalogue.actuations, $0[0], $0[1]) }
    requests = SeriesCache { key in
      factory.counter(MetricCatalogue.requests, key.door.rawValue, key.route, key.method, String(key.status))
    }
    requestDurations = SeriesCache { factory.timer(MetricCatalogue.requestDuration, $0.door.rawValue, $0.route) }
    refusals = SeriesCache { factory.counter(MetricCatalogue.refusals, $0.door.rawValue, String($0.status)) }
    // What alerts watch is there from the start, so that the first event is an increase.
    for outcome in [Self.outcome(true), Self.outcome(false)] { _ = alerts[outcome] }
  }
}

// MARK: Workloads

extension ServiceMeter {
  /// Measures a workload from now on; one of the same ID or name is measured anew.
  ///
  /// - Parameters:
  ///   - id: Its row in the journal.
  ///   - tickSeconds: Between two observations; where more lies between, a load is missing.
  ///   - isLive: Whether its observations bear the wall clock's time; false for a simulator and a replay.
  package func began(_ id: Int64, name: String, tickSeconds: Double, isLive: Bool = true) {
    workloads.withLock { workloads in
      workloads.remove(id)
      if let namesake = workloads.ids[name] { workloads.remove(namesake) }
      // A workload that bears the name of the rest belongs to it.
      let hasOwnSeries = workloads.ownSeries < mostWorkloads && name != MetricLabels.other
      let series: WorkloadSeries
      if hasOwnSeries {
        workloads.ownSeries += 1
        series = WorkloadSeries(name, factory)
      } else {
        series = workloads.shared ?? WorkloadSeries(MetricLabels.other, factory)
        workloads.shared = series
      }
      workloads.ids[name] = id
      workloads.byID[id] = WorkloadMeter(
        name: name, series: series, hasOwnSeries: hasOwnSeries, tickSeconds: tickSeconds, isLive: isLive)
    }
  }

  /// Forgets a workload, and takes its series out.
  package func ended(_ id: Int64) { workloads.withLock { $0.remove(id) } }

  private func meter(of id: Int64) -> WorkloadMeter? { workloads.withLock { $0.byID[id] } }

  /// Counts a decision, and compares earlier forecasts with the load. Of an unknown workload only the durations count.
  ///
  /// - Parameters:
  ///   - id: The workload.
  ///   - queue: From arrival until the decision began; nil for a source, which waits for nobody.
  ///   - compute: What the decision took.
  package func decided(
    _ id: Int64, _ observation: Observation, _ decision: DecisionMessage, rung: LatencyRung, queue: Duration?,
    compute: Duration
  ) {
    if let queue { queueDuration.record(duration: queue) }
    computeDurations[rung].record(duration: compute)
    meter(of: id)?.decided(observation, decision, rung: rung, at: now())
  }

  /// Counts an incident when it begins, and shows it until it ends.
  ///
  /// - Parameters:
  ///   - sequence: Of the tick with which it began, by which it is known.
  ///   - isOpen: Whether it lasts.
  package func incident(of id: Int64, sequence: Int64, isOpen: Bool) {
    meter(of: id)?.incident(sequence, isOpen: isOpen)
  }

  /// - Parameter time: When the forecaster in use was learned, in the time of the workload's observations.
  package func learned(_ id: Int64, at time: Double) { meter(of: id)?.learned(at: time) }

  /// A source gave no observation for a tick.
  ///
  /// - Parameter source: Its kind, as `SourceSettings.name`.
  package func sourceFailed(_ id: Int64, source: String) { meter(of: id)?.series.sourceErrors[source].increment() }

  /// Every workload's newest values: first those with their own series by name, then the rest together.
  func workloadReadings() -> (readings: [(workload: String, WorkloadReading)], ready: Int, warmingUp: Int) {
    let time = now()
    let meters = workloads.withLock { Array($0.byID.values) }
    var readings: [(workload: String, WorkloadReading)] = []
    var rest: WorkloadReading?
    var ready = 0
    for meter in meters.sorted(by: { $0.name < $1.name }) {
      let (reading, isReady) = meter.reading(at: time)
      if isReady { ready += 1 }
      if meter.hasOwnSeries {
        readings.append((meter.name, reading))
      } else if rest == nil {
        rest = reading
      } else {
        rest?.add(reading)
      }
    }
    if let rest { readings.append((MetricLabels.other, rest)) }
    return (readings, ready, meters.count - ready)
  }

  var buildLabels: MetricLabels { build }
}

// MARK: Keeping, learning, telling

extension ServiceMeter {
  /// - Parameter duration: From the decision until it was kept.
  package func kept(_ duration: Duration) { commitDuration.record(duration: duration) }

  /// A decision could not be kept, and was not given.
  package func keepingFailed() { journalFailures.increment() }

  /// - Parameter duration: What learning a forecaster anew took.
  package func refitted(_ duration: Duration) { refitDuration.record(duration: duration) }

  package func refitFailed() { refitFailures.increment() }

  /// - Parameters:
  ///   - source: `remote-write` or `scrape`.
  ///   - outcome: One word, such as `used`, `ignored`, `refused`.
  package func received(samples count: Int, source: String, outcome: String) {
    samples[[source, outcome]].increment(by: count)
  }

  /// An alert was posted, or could not be.
  package func alerted(_ count: Int = 1, isDelivered: Bool) { alerts[Self.outcome(isDelivered)].increment(by: count) }

  /// A number of replicas was handed to an actuator, or could not be.
  ///
  /// - Parameter actuator: Its kind, as `ActuatorSettings.name`.
  package func actuated(_ actuator: String, isDelivered: Bool) {
    actuations[[actuator, Self.outcome(isDelivered)]].increment()
  }

  private static func outcome(_ isDelivered: Bool) -> String { isDelivered ? "delivered" : "failed" }
}
