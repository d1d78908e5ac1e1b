import Forecasting
import Foundation
import Scaling
import Telemetry

/// A pipeline that can be asked for less when time is short: detector and trees, trees alone, a moving average, the last value.
///
/// The two cheapest rungs do not touch the pipeline; what they were given it learns before its next decision. A pure value: equal
/// ladders asked for the same rungs give equal decisions.
public struct DecisionLadder: Sendable {
  /// Half-life of the average in start-up times, and the CPU target that it is held at, as the HPA's.
  private static let target = 0.7

  public private(set) var pipeline: DecisionPipeline
  /// Observations that were answered without the pipeline, oldest first.
  private var pending: [Observation] = []
  private var average: Double?
  private var averagedAt: Double?
  private var lastReplicas: Int?

  public init(_ pipeline: DecisionPipeline) { self.pipeline = pipeline }

  /// Decides on a rung.
  ///
  /// - Returns: The decision; `degraded` says when it was not made on the whole.
  public mutating func decide(_ observation: Observation, rung: LatencyRung = .full) -> ScalingDecision {
    follow(observation)
    let decision: ScalingDecision
    switch rung {
    case .full, .trees:
      catchUp()
      decision = pipeline.decide(observation, skipping: rung == .full ? [] : .detection)
    case .average, .lastValue:
      decision = quickDecision(observation, rung)
      pending.append(observation)
    }
    lastReplicas = decision.replicas
    return decision
  }

  /// Takes in an observation without deciding.
  public mutating func observe(_ observation: Observation) {
    follow(observation)
    catchUp()
    pipeline.observe(observation)
    lastReplicas = observation.readyReplicas ?? lastReplicas
  }

  /// Puts a model from `pipeline.refitted()` to use.
  public mutating func install(_ model: QuantileModel?) {
    catchUp()
    pipeline.install(model)
  }

  /// Goes on with a pipeline that learned everything anew, beside this one.
  ///
  /// - Parameter observations: Those that this one has been given since the other was copied from it, oldest first.
  public mutating func replace(with other: DecisionPipeline, since observations: [Observation]) {
    pending.removeAll(keepingCapacity: true)
    pipeline = other
    for observation in observations { pipeline.observe(observation) }
  }

  /// Has the pipeline learn what was answered without it.
  public mutating func catchUp() {
    guard !pending.isEmpty else { return }
    for observation in pending { pipeline.observe(observation) }
    pending.removeAll(keepingCapacity: true)
  }

  /// An average over about a start-up time, of loads that are known.
  private mutating func follow(_ observation: Observation) {
    guard let load = DecisionPipeline.load(of: observation) else { return }
    guard let known = average, let averagedAt, observation.timestamp > averagedAt else {
      if average == nil || averagedAt.map({ observation.timestamp < $0 }) == true { average = load }
      averagedAt = max(averagedAt ?? observation.timestamp, observation.timestamp)
      return
    }
    let workload = pipeline.workload
    let memory = max(workload.startupSeconds, workload.tickSeconds)
    let weight = min(1, (observation.timestamp - averagedAt) / memory)
    average = known + weight * (load - known)
    self.averagedAt = observation.timestamp
  }

  private func quickDecision(_ observation: Observation, _ rung: LatencyRung) -> ScalingDecision {
    let limits = pipeline.workload.limits
    let load = DecisionPipeline.load(of: observation)
    let known = lastReplicas ?? observation.readyReplicas ?? limits.minimum
    var replicas = known
    if let capacity = pipeline.replicaCapacity {
      if rung == .average, let average {
        replicas = Self.replicas(for: max(average, load ?? 0) / Self.target, capacity)
      } else if let load {
        replicas = max(known, Self.replicas(for: load, capacity))
      }
    }
    return ScalingDecision(
      timestamp: observation.timestamp, replicas: limits.clamp(replicas), policy: pipeline.workload.policy,
      reason: rung == .average ? .averaged(load: average ?? .nan) : .held, forecast: nil, anomalyScore: nil,
      degraded: rung == .average ? .averageDecided : .lastValueDecided, guardrail: nil, promotion: nil,
      replicaCapacity: pipeline.replicaCapacity, replicaCapacityError: nil, startupSeconds: pipeline.startupSeconds)
  }

  private static func replicas(for load: Double, _ capacity: Double) -> Int {
    Int(min((load / capacity).rounded(.up), 1e6))
  }
}

extension DecisionLadder {
  /// What a ladder knows besides its pipeline.
  private struct State: Codable {
    var pipeline: Data
    var average: Double?
    var averagedAt: Double?
    var lastReplicas: Int?
  }

  /// Everything that a restart must not lose, as bytes for `restore`.
  ///
  /// - Complexity: O(history). Allocates.
  public func savedState() throws -> Data {
    var current = self
    current.catchUp()
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    return try encoder.encode(
      State(
        pipeline: current.pipeline.savedState(), average: average, averagedAt: averagedAt, lastReplicas: lastReplicas))
  }

  /// Takes up a saved state: the decisions that follow are those of a ladder that never stopped.
  ///
  /// - Throws: `EngineError.state` when the state is damaged or of another workload; the ladder is then unchanged.
  public mutating func restore(_ data: Data) throws(EngineError) {
    guard let state = try? PropertyListDecoder().decode(State.self, from: data) else {
      throw .state("the state is damaged or not one of tidegate's; delete it to start anew")
    }
    try pipeline.restore(state.pipeline)
    pending = []
    average = state.average
    averagedAt = state.averagedAt
    lastReplicas = state.lastReplicas
  }
}
