import Detection
import Features
import Forecasting
import Scaling
import Telemetry

/// One tick, one decision: an observation goes in, features, forecast, anomaly score and policy follow.
///
/// A pure value: no clock, no randomness, no files. Equal pipelines given equal observations make
/// equal decisions. Whoever owns it asks now and then whether a refit is due and runs it where and
/// when it likes.
///
/// - Complexity: `decide` takes some microseconds and allocates nothing in the steady state.
public struct DecisionPipeline: Sendable {
  /// Longest pause whose ticks are taken to have had the load that was measured after it, in seconds.
  private static let longestHold = 300.0
  /// A pause after which the history begins anew, in seconds: four weeks, more than is kept.
  private static let longestPause = 28 * 86_400.0
  /// Loads above this, in requests per second, and replicas above that are taken for broken metrics.
  private static let largestLoad = 1e15
  private static let mostReplicas = 1_000_000_000
  /// Seconds of history before which no forecast is trusted, not even that of a model from elsewhere; from then on
  /// a forecaster of the workload's own can be learned.
  public static let warmUpSeconds = 43_200.0

  public let workload: WorkloadConfiguration
  var forecaster: BoostedForecaster?
  var policy: any ScalingPolicy
  var detection: DetectionStage?
  var capacityEstimator: CapacityEstimator
  var startupEstimator = StartupEstimator()
  var monitor: SignalMonitor
  var firstTimestamp: Double?
  var lastTick = -1
  var lastReplicas: Int?
  var refitAt = Self.warmUpSeconds
  /// Whether the forecaster was learned from this workload's own history.
  var hasOwnForecaster = false
  private let models: ModelSet
  private var quantiles = [Float](repeating: 0, count: LoadQuantiles.count)

  /// - Parameters:
  ///   - models: What to start with; a model that does not fit the workload's lead time is left out
  ///     (the pipeline learns its own), a damaged one cannot get here.
  /// - Throws: `EngineError.setting` for a workload that makes no sense.
  public init(_ workload: WorkloadConfiguration, models: ModelSet = .none) throws(EngineError) {
    let workload = try workload.validated()
    self.init(
      workload, policy: Self.policy(of: workload, models: models), forecasts: workload.policy.isLearned,
      models: models)
  }

  /// The workload's policy before its first tick.
  package static func policy(of workload: WorkloadConfiguration, models: ModelSet) -> any ScalingPolicy {
    let policy = workload.policy.make(
      limits: workload.limits, tickSeconds: workload.tickSeconds, timing: workload.timing)
    guard var learned = policy as? QLearningPolicy else { return policy }
    learned.prior = models.policy
    return learned
  }

  /// A pipeline around any policy; `workload.policy` is not used, and the start-up time stays as given.
  ///
  /// - Parameter forecasts: Whether the policy is to be given forecasts.
  /// - Throws: `EngineError.setting` for a workload that makes no sense.
  public init(
    _ workload: WorkloadConfiguration, deciding policy: any ScalingPolicy, forecasts: Bool, models: ModelSet = .none
  ) throws(EngineError) {
    var workload = try workload.validated()
    workload.startupIsEstimated = false
    self.init(workload, policy: policy, forecasts: forecasts, models: models)
  }

  private init(_ workload: WorkloadConfiguration, policy: any ScalingPolicy, forecasts: Bool, models: ModelSet) {
    self.workload = workload
    self.policy = policy
    self.models = models
    detection = models.detector.flatMap { DetectionStage($0, tickSeconds: workload.tickSeconds) }
    capacityEstimator = CapacityEstimator(ticksPerDay: 86_400 / workload.tickSeconds)
    monitor = SignalMonitor(lagTicks: workload.timing.lagTicks, tickSeconds: workload.tickSeconds)
    guard forecasts else { return }
    var forecaster = BoostedForecaster(
      LoadHistory(
        target: workload.target, scale: workload.replicaCapacity ?? 1, startTime: 0,
        hasCalendar: workload.hasCalendar, isCompact: true),
      configuration: QuantileModelConfiguration(seed: workload.seed))
    if let model = models.forecaster, model.target == workload.target, model.levels == forecaster.levels {
      forecaster.adopt(model)
    }
    self.forecaster = forecaster
  }

  /// An empty pipeline for the same workload and models, but another start-up time.
  func anew(startupSeconds: Double) throws(EngineError) -> DecisionPipeline {
    var workload = workload
    workload.startupSeconds = startupSeconds
    var pipeline = try DecisionPipeline(workload, models: models)
    pipeline.detection = detection
    return pipeline
  }

  /// Requests per second that one replica serves, as configured or estimated; nil while unknown.
  public var replicaCapacity: Double? {
    // Written out, here and below: a closure or `??` over self would copy the whole pipeline at every decision.
    if let configured = workload.replicaCapacity { return configured }
    return capacityEstimator.capacity
  }

  /// Decides for the tick of an observation.
  ///
  /// - Parameters:
  ///   - observation: Timestamps rise; ticks passed over are filled with its load when they are few,
  ///     and left as gaps otherwise. An observation within the tick of the last one, or a little before
  ///     it, decides again without moving time on: nothing is remembered of it. A clock set back by
  ///     more than five minutes goes on from there. A load that is negative or not finite is missing.
  ///   - skipped: Stages to leave out, because there is no time for them.
  /// - Returns: The decision; what was missing is said in `degraded`.
  public mutating func decide(_ observation: Observation, skipping skipped: Stages = []) -> ScalingDecision {
    let isNewTick = isAfterLastTick(observation.timestamp)
    let load = Self.load(of: observation)
    let utilization = Self.utilization(of: observation)
    let ready = replicas(in: observation, load: load)
    let verdict = isNewTick ? takeIn(observation, ready, skipped) : secondSight(observation, ready, skipped)
    let capacity = replicaCapacity

    var input = ScalingInput(
      timestamp: isNewTick ? observation.timestamp : timeOfLastTick, load: .nan, utilization: .nan, ready: ready,
      starting: Self.count(observation.startingReplicas ?? 0))
    if let capacity {
      if let known = forecaster?.history.newestLoad {
        input.load = known / Float(capacity)
      } else if let load {
        input.load = Float(load) / Float(capacity)
      }
    }
    if let utilization {
      input.utilization = Float(utilization)
    } else if !input.load.isNaN {
      input.utilization = min(1, input.load / Float(max(1, ready)))
    }
    var degraded: Degradation?
    if forecaster != nil {
      (input.forecast, degraded) = forecast(capacity, skipped: skipped.contains(.forecast), load: input.load)
    }
    let score =
      isNewTick
      ? detection?.score(observation, skipped: skipped.contains(.detection)) : detection?.last.value
    if detection != nil, skipped.contains(.detection), degraded == nil { degraded = .detectionLate }
    if forecaster != nil, degraded == nil, !input.load.isNaN { degraded = Self.degradation(verdict) }

    let answer = isNewTick ? policy.decide(input) : secondThought(input)
    // The learned policy does without the number; all others multiply it.
    if observation.readyReplicas == nil, !answer.policy.isLearned { degraded = .replicasMissing }
    if degraded == nil, isStartupDoubtful { degraded = .startupDiffers }
    var (replicas, guardrail) = (workload.limits.clamp(answer.replicas), Guardrail?.none)
    if forecaster != nil, !skipped.contains(.guardrails) {
      let guardrails = self.guardrails(
        input, load: signal(of: load, verdict, newest: input.load, capacity), utilization: utilization,
        keepsDemand: answer.policy.isLearned)
      (replicas, guardrail) = guardrails.bound(answer.replicas)
    }
    var decision = ScalingDecision(
      timestamp: observation.timestamp, replicas: replicas, policy: answer.policy, reason: answer.reason,
      forecast: nil, anomalyScore: score, degraded: degraded, guardrail: guardrail,
      promotion: answer.promotion, replicaCapacity: capacity,
      replicaCapacityError: workload.replicaCapacity == nil ? capacityEstimator.relativeError : nil,
      startupSeconds: startupSeconds)
    if isNewTick {
      lastReplicas = replicas
      monitor.recommended = answer.replicas
    }
    if let forecast = input.forecast, let capacity {
      decision.forecast = LeadForecast(
        horizonSeconds: workload.target.windowSeconds, median: Double(forecast.loads[0]) * capacity,
        upper: Double(forecast.loads[3]) * capacity)
    }
    return decision
  }

  /// Takes in an observation without deciding: history and detector see it, the policy does not.
  ///
  /// For a service that is watched before it is scaled, or a past that was lived under another policy.
  public mutating func observe(_ observation: Observation) {
    guard isAfterLastTick(observation.timestamp) else { return }
    _ = takeIn(observation, replicas(in: observation, load: Self.load(of: observation)), [])
    _ = detection?.score(observation, skipped: false)
    lastReplicas = observation.readyReplicas ?? lastReplicas
  }

  /// Moves history, capacity and start-up time on to an observation's tick, which is a new one.
  ///
  /// - Returns: Whether its load was believed.
  private mutating func takeIn(_ observation: Observation, _ ready: Int, _ skipped: Stages) -> SignalMonitor.Verdict {
    let utilization = Self.utilization(of: observation)
    let verdict = judge(observation, ready, skipped)
    let load = verdict == .doubted ? nil : Self.load(of: observation)
    if verdict == .changed { capacityEstimator.forget() }
    if let load, let utilization, observation.readyReplicas != nil {
      capacityEstimator.observe(requestsPerSecond: load, utilization: utilization, ready: monitor.ready)
    }
    advance(to: observation.timestamp, load: load, capacity: replicaCapacity)
    if let ready = observation.readyReplicas {
      let ordered = observation.startingReplicas ?? max(0, (lastReplicas ?? ready) - ready)
      startupEstimator.observe(tick: lastTick, ready: Self.count(ready), starting: Self.count(ordered))
    }
    return verdict
  }

  /// Requests per second, unless missing or impossible.
  static func load(of observation: Observation) -> Double? {
    observation.requestsPerSecond.flatMap { (0...largestLoad).contains($0) ? $0 : nil }
  }

  /// The CPU's share in use, 0...1, unless missing.
  static func utilization(of observation: Observation) -> Double? {
    observation.cpuPercent.flatMap { $0.isFinite ? min(max($0 / 100, 0), 1) : nil }
  }

  /// The ready replicas; of an observation that does not say, those asked for last, or those that the load needs.
  private func replicas(in observation: Observation, load: Double?) -> Int {
    if let ready = observation.readyReplicas { return Self.count(ready) }
    if let lastReplicas { return lastReplicas }
    guard let load, let capacity = replicaCapacity else { return workload.minReplicas }
    return workload.limits.clamp(Int(min((load / capacity).rounded(.up), Double(workload.maxReplicas))))
  }

  /// Replicas as counted by somebody else, without the numbers that cannot be.
  private static func count(_ replicas: Int) -> Int { min(max(0, replicas), mostReplicas) }

  /// Ticks from the first one to `timestamp`.
  private func ticks(to timestamp: Double, from first: Double) -> Double {
    ((timestamp - first) / workload.tickSeconds).rounded()
  }

  private func isAfterLastTick(_ timestamp: Double) -> Bool {
    // Larger numbers are no times: nanoseconds since 1970 are 2e18, and a Double no longer tells ticks apart.
    guard abs(timestamp) <= 1e14 else { return false }
    guard let firstTimestamp else { return true }
    let ahead = ticks(to: timestamp, from: firstTimestamp) - Double(lastTick)
    return ahead > 0 || isSetBack(ahead)
  }

  /// Whether a clock so many ticks ahead was set back, rather than being a little late.
  private func isSetBack(_ ahead: Double) -> Bool {
    -ahead * workload.tickSeconds > max(Self.longestHold, 2 * workload.tickSeconds)
  }

  private var timeOfLastTick: Double { (firstTimestamp ?? 0) + Double(max(0, lastTick)) * workload.tickSeconds }

  /// What the policy says to an input that it is not to remember; copies the policy.
  private func secondThought(_ input: ScalingInput) -> ScalingRecommendation {
    var policy = policy
    return policy.decide(input)
  }

  /// Moves the history on to the tick of `timestamp`, which is a new one.
  private mutating func advance(to timestamp: Double, load: Double?, capacity: Double?) {
    let first = firstTimestamp ?? timestamp
    if firstTimestamp == nil {
      firstTimestamp = timestamp
      forecaster?.begin(at: timestamp)
    }
    if let capacity { forecaster?.scale = capacity }
    var tick = Int(ticks(to: timestamp, from: first))
    if isSetBack(Double(tick - lastTick)) {
      let shift = Double(lastTick + 1 - tick) * workload.tickSeconds
      firstTimestamp = first - shift
      if let start = forecaster?.history.startTime { forecaster?.begin(at: start - shift) }
      tick = lastTick + 1
    }
    let load = load.map { Float($0) } ?? .nan
    let missed = tick - lastTick - 1
    lastTick = tick
    guard Double(missed) * workload.tickSeconds < Self.longestPause else {
      // Nothing that was learned from before such a pause is still in the history.
      forecaster?.restart(at: timestamp)
      refitAt = Self.warmUpSeconds
      forecaster?.observe(load)
      return
    }
    let held = Double(missed) * workload.tickSeconds <= Self.longestHold ? load : .nan
    for _ in 0..<(forecaster == nil ? 0 : missed) { forecaster?.observe(held) }
    forecaster?.observe(load)
  }

  private mutating func forecast(_ capacity: Double?, skipped: Bool, load: Float) -> (LoadQuantiles?, Degradation?) {
    var isWarm = false
    if let duration = forecaster?.history.duration { isWarm = duration >= Self.warmUpSeconds }
    guard let capacity else { return (nil, isWarm ? .capacityUnknown : .warmingUp) }
    guard !load.isNaN else { return (nil, .loadMissing) }
    guard !skipped else { return (nil, .forecastLate) }
    guard isWarm, forecaster?.forecast(into: &quantiles) != nil else { return (nil, .warmingUp) }
    var loads = SIMD8<Float>(repeating: 0)
    for index in 0..<LoadQuantiles.count { loads[index] = quantiles[index] / Float(capacity) }
    return (LoadQuantiles(loads: loads), nil)
  }
}
