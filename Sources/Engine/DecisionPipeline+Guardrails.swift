import Scaling
import Telemetry

extension DecisionPipeline {
  /// A start-up time further than this, as a ratio, from what the cluster shows is said.
  private static let tolerableStartup = 1.5

  /// What the load of the next tick is worth; a pipeline without forecasts believes every metric.
  mutating func judge(_ observation: Observation, _ ready: Int, _ skipped: Stages) -> SignalMonitor.Verdict {
    let load = Self.load(of: observation)
    guard let known = forecaster?.history.newestLoad, !skipped.contains(.guardrails) else {
      if let load { monitor.believe(load) }
      return load == nil ? .missing : .believed
    }
    var isStrange = false
    if let detection { isStrange = detection.loadIsAloneStrange }
    return monitor.judge(
      load: load, utilization: Self.utilization(of: observation), ready: ready,
      capacity: replicaCapacity, observedCapacity: capacityEstimator.capacity, known: Double(known),
      isStrange: isStrange)
  }

  /// The verdict on an observation that is not to be remembered.
  func secondSight(_ observation: Observation, _ ready: Int, _ skipped: Stages) -> SignalMonitor.Verdict {
    var copy = self
    return copy.judge(observation, ready, skipped)
  }

  /// The load as the guardrails see it, in replicas' worth.
  ///
  /// - Parameter newest: The newest load believed, in replicas' worth; NaN when there is no recent one.
  func signal(of load: Double?, _ verdict: SignalMonitor.Verdict, newest: Float, _ capacity: Double?) -> Signal {
    guard let capacity else { return .missing }
    if let load, verdict == .believed || verdict == .changed { return .healthy(Float(load) / Float(capacity)) }
    return newest.isNaN ? .missing : .stale(newest)
  }

  /// What no answer to `input` may do.
  func guardrails(_ input: ScalingInput, load: Signal, utilization: Double?, keepsDemand: Bool) -> Guardrails {
    let capacity = replicaCapacity
    return Guardrails(
      ready: input.ready, starting: input.starting, limits: workload.limits, load: load,
      utilization: utilization.map { .healthy(Float($0)) } ?? .missing,
      largestLoad: capacity.map { [largest = monitor.largestLoad] in Float(largest / $0) } ?? .nan,
      formerly: monitor.recommended,
      keepsDemand: keepsDemand)
  }

  static func degradation(_ verdict: SignalMonitor.Verdict) -> Degradation? {
    switch verdict {
    case .believed, .changed: nil
    case .doubted: .loadDoubted
    case .missing: .loadStale
    }
  }

  /// Seconds from ordering a replica until it serves, as the cluster shows; nil before five starts were seen.
  public var startupSeconds: Double? {
    guard let ticks = startupEstimator.ticks else { return nil }
    return Double(ticks) * workload.tickSeconds
  }

  /// Whether `refitIfDue` will take up another start-up time, and so cannot be done in parts by `refitted` and `install`.
  public var isStartupToBeAdopted: Bool { workload.startupIsEstimated && isStartupDoubtful }

  /// Whether the cluster shows another start-up time than the one decided with, by more than a tick.
  var isStartupDoubtful: Bool {
    guard let seen = startupEstimator.ticks else { return false }
    let assumed = workload.timing.startupTicks
    let (less, more) = (min(seen, assumed), max(seen, assumed))
    return more - less > 1 && Double(more) > Self.tolerableStartup * Double(less)
  }
}
