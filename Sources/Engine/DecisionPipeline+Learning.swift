import Forecasting
import Scaling
import Telemetry

extension DecisionPipeline {
  /// Seconds between two refits, or a sixteenth of the history if that is longer.
  private static let refitSeconds = 86_400.0

  /// What the learned policy knows of this workload's rungs; nil for other policies.
  public var learnedPolicy: RungTable? { (policy as? QLearningPolicy)?.table }

  /// Whether a new forecaster should be learned from the workload's own history.
  public var isRefitDue: Bool {
    forecaster.map { replicaCapacity != nil && $0.history.duration >= refitAt } ?? false
  }

  /// Learns from a load before the first tick: a forecaster from its first two thirds, then, tick by tick with
  /// forecasts made from the past alone, the policy's table from the rest, and at last a forecaster from all of it.
  ///
  /// - Parameters:
  ///   - loads: Requests per second of each tick, oldest first; NaN is missing. They end where the first tick begins.
  ///   - startTime: The time of the first of them, in seconds.
  ///   - threads: Cores for training.
  /// - Precondition: No observation has been made yet.
  public mutating func learn(_ loads: [Double], startingAt startTime: Double, threads: Int = 1) {
    precondition(firstTimestamp == nil, "a history is learned before the first tick")
    let walked = loads.count * 2 / 3
    // The history is lived again in a cluster of its own, as the shadows' and the simulator's are.
    var pool: ReplicaPool?
    for (tick, load) in loads.enumerated() {
      if tick == walked, isRefitDue { install(refitted(threads: threads)) }
      var observation = Observation(timestamp: startTime + Double(tick) * workload.tickSeconds)
      observation.requestsPerSecond = load.isNaN ? nil : load
      if pool == nil, let replicaCapacity, !load.isNaN {
        let needed = Int(min(max(1, load / replicaCapacity), 1e6).rounded(.up))
        pool = ReplicaPool(ready: workload.limits.clamp(needed), startupTicks: workload.timing.startupTicks)
      }
      pool?.advance()
      observation.readyReplicas = pool?.ready
      observation.startingReplicas = pool?.starting
      // There is no CPU in a load of the past that could confirm it.
      pool?.scale(to: decide(observation, skipping: [.detection, .guardrails]).replicas)
    }
    if isRefitDue { install(refitted(threads: threads)) }
    // The replicas were made up.
    startupEstimator = StartupEstimator()
  }

  /// Learns a forecaster from the history so far, without touching the pipeline.
  ///
  /// - Returns: The model to `install`; nil when there is too little to learn from.
  /// - Complexity: about a second; allocates. Keep it off the path of decisions.
  public func refitted(threads: Int = 1) -> QuantileModel? {
    try? forecaster?.trained(threads: threads).compacted
  }

  /// Uses a model from `refitted()` from now on, and sets the time of the next refit.
  public mutating func install(_ model: QuantileModel?) {
    if let model {
      forecaster?.adopt(model)
      hasOwnForecaster = true
    }
    guard let duration = forecaster?.history.duration else { return }
    refitAt = duration + max(Self.refitSeconds, duration / 16)
  }

  /// The model that forecasts; nil before there is one.
  public var forecasterModel: QuantileModel? { forecaster?.model }

  /// The memory that the trees of the forecaster take, in bytes.
  package var forecasterBytes: Int { forecaster?.model?.byteCount ?? 0 }

  /// Learns and installs in one go, if it is time.
  ///
  /// A start-up time that is to be estimated, and is another than was decided with so far, is taken up here:
  /// forecasts and shadows are then learned anew, from the loads that are kept.
  public mutating func refitIfDue(threads: Int = 1) {
    guard isRefitDue else { return }
    if isStartupToBeAdopted, let startupSeconds,
      let pipeline = adopting(startupSeconds, threads: threads)
    {
      self = pipeline
    } else {
      install(refitted(threads: threads))
    }
  }

  /// This pipeline as if replicas had always taken `startupSeconds` to start; nil for one that cannot be.
  private func adopting(_ startupSeconds: Double, threads: Int) -> DecisionPipeline? {
    guard let history = forecaster?.history, var pipeline = try? anew(startupSeconds: startupSeconds) else {
      return nil
    }
    pipeline.capacityEstimator = capacityEstimator
    let first = history.loads.firstPosition
    pipeline.learn(
      (first..<history.count).map { Double(history.loads[$0]) },
      startingAt: history.startTime + Double(first) * workload.tickSeconds, threads: threads)
    pipeline.capacityEstimator = capacityEstimator
    pipeline.startupEstimator = startupEstimator
    pipeline.startupEstimator.continue(from: pipeline.lastTick)
    pipeline.monitor = monitor
    pipeline.lastReplicas = lastReplicas
    return pipeline
  }
}
