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
    for (tick, load) in loads.enumerated() {
      if tick == walked, isRefitDue { install(refitted(threads: threads)) }
      var observation = Observation(timestamp: startTime + Double(tick) * workload.tickSeconds)
      observation.requestsPerSecond = load.isNaN ? nil : load
      observation.readyReplicas = replicaCapacity.map { Int(min(max(1, load.isNaN ? 1 : load / $0), 1e9).rounded(.up)) }
      _ = decide(observation, skipping: .detection)
    }
    if isRefitDue { install(refitted(threads: threads)) }
  }

  /// Learns a forecaster from the history so far, without touching the pipeline.
  ///
  /// - Returns: The model to `install`; nil when there is too little to learn from.
  /// - Complexity: about a second; allocates. Keep it off the path of decisions.
  public func refitted(threads: Int = 1) -> QuantileModel? {
    try? forecaster?.trained(threads: threads)
  }

  /// Uses a model from `refitted()` from now on, and sets the time of the next refit.
  public mutating func install(_ model: QuantileModel?) {
    if let model { forecaster?.adopt(model) }
    guard let duration = forecaster?.history.duration else { return }
    refitAt = duration + max(Self.refitSeconds, duration / 16)
  }

  /// Learns and installs in one go, if it is time.
  public mutating func refitIfDue(threads: Int = 1) {
    if isRefitDue { install(refitted(threads: threads)) }
  }
}
