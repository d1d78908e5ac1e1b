import Features
import Forecasting
import Foundation
import Scaling
import Telemetry

extension DecisionPipeline {
  /// What a pipeline knows, apart from its workload: the part that survives a restart.
  private struct State: Codable {
    /// Target, policy, limits and capacity, which everything else was learned for.
    var workload: String
    var lastReplicas: Int?
    var forecaster: QuantileModel.Saved?
    var history: LoadHistory?
    var learner: QLearningPolicy?
    var capacity: CapacityEstimator
    var startup: StartupEstimator
    /// The start-up time decided with, where it is estimated.
    var startupSeconds: Double
    var monitor: SignalMonitor
    var firstTimestamp: Double?
    var lastTick: Int
    var refitAt: Double
    var detection: DetectionStage.Memory?
  }

  /// What a state begins with, before its checksum; the number rises with the layout.
  private static let mark = Data("tidegate state 7\n".utf8)

  /// Everything that a restart must not lose, as bytes for `restore`.
  ///
  /// Models that the pipeline was given, rather than learned, are not part of it.
  ///
  /// - Complexity: O(history). Allocates.
  public func savedState() throws -> Data {
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    var learner = policy as? QLearningPolicy
    learner?.prior = nil
    let content = try encoder.encode(
      State(
        workload: workload.summary, lastReplicas: lastReplicas,
        forecaster: hasOwnForecaster ? forecaster?.model?.saved : nil, history: forecaster?.history,
        learner: learner, capacity: capacityEstimator, startup: startupEstimator,
        startupSeconds: workload.startupSeconds, monitor: monitor, firstTimestamp: firstTimestamp, lastTick: lastTick,
        refitAt: refitAt, detection: detection?.memory))
    return Self.mark + withUnsafeBytes(of: CRC32.checksum(content).littleEndian) { Data($0) } + content
  }

  /// Takes up a saved state: the decisions that follow are those of a pipeline that never stopped.
  ///
  /// - Throws: `EngineError.state` when the state is damaged or of another workload; the pipeline is then unchanged.
  public mutating func restore(_ data: Data) throws(EngineError) {
    let state = try Self.state(in: data)
    guard state.workload == workload.summary else {
      throw EngineError.state(
        "the state is of another workload (\(state.workload)), expected \(workload.summary); delete it or use the "
          + "workload file that it was made with")
    }
    var restored = self
    if workload.startupIsEstimated, state.startupSeconds != workload.startupSeconds {
      restored = try anew(startupSeconds: state.startupSeconds)
    }
    let target = restored.workload.target
    guard state.forecaster == nil || forecaster != nil, state.history.map({ $0.target == target }) ?? true
    else { throw EngineError.state("the state's forecaster is of another target") }
    if let history = state.history { restored.forecaster?.resume(history) }
    if let saved = state.forecaster {
      guard let model = try? QuantileModel(saved), model.target == target,
        model.levels == forecaster?.levels
      else { throw EngineError.state("the state's forecaster is of another target") }
      restored.forecaster?.adopt(model)
      restored.hasOwnForecaster = true
    }
    if var learner = state.learner {
      learner.prior = (policy as? QLearningPolicy)?.prior
      restored.policy = learner
    }
    if let memory = state.detection, restored.detection?.restore(memory) == false {
      throw EngineError.state("the state is of another detector; delete it or use the models that it was made with")
    }
    restored.capacityEstimator = state.capacity
    restored.startupEstimator = state.startup
    restored.monitor = state.monitor
    restored.firstTimestamp = state.firstTimestamp
    restored.lastTick = state.lastTick
    restored.lastReplicas = state.lastReplicas
    restored.refitAt = state.refitAt
    self = restored
  }

  private static func state(in data: Data) throws(EngineError) -> State {
    let content = data.dropFirst(mark.count + 4)
    let sum = data.dropFirst(mark.count).prefix(4)
    guard data.starts(with: mark),
      sum.elementsEqual(withUnsafeBytes(of: CRC32.checksum(content).littleEndian, Array.init)),
      let state = try? PropertyListDecoder().decode(State.self, from: content)
    else { throw .state("the state is damaged or not one of tidegate's; delete it to start anew") }
    return state
  }
}
