import Features
import Forecasting
import Foundation
import Scaling
import Tensors

extension DecisionPipeline {
  /// What a pipeline knows, apart from its workload: the part that survives a restart.
  private struct State: Codable {
    var version = 2
    /// Target, policy, limits and capacity, which everything else was learned for.
    var workload: String
    var lastReplicas: Int?
    var forecaster: Data?
    var history: Data?
    var learner: Data?
    var capacity: CapacityEstimator
    var firstTimestamp: Double?
    var lastTick: Int
    var refitAt: Double
    var detection: DetectionStage.Memory?
  }

  /// Everything that a restart must not lose, as bytes for `restore`.
  ///
  /// - Complexity: O(history). Allocates.
  public func savedState() throws -> Data {
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    let state = State(
      workload: workload.summary, lastReplicas: lastReplicas, forecaster: forecaster?.model?.file.encoded(),
      history: try forecaster.map { try encoder.encode($0.history) },
      learner: try (policy as? QLearningPolicy).map { try encoder.encode($0) }, capacity: capacityEstimator,
      firstTimestamp: firstTimestamp, lastTick: lastTick, refitAt: refitAt, detection: detection?.memory)
    return try encoder.encode(state)
  }

  /// Takes up a saved state: the decisions that follow are those of a pipeline that never stopped.
  ///
  /// - Throws: `EngineError.state` when the state is damaged or of another workload; the pipeline is then unchanged.
  public mutating func restore(_ data: Data) throws(EngineError) {
    var restored = self
    do {
      let decoder = PropertyListDecoder()
      let state = try decoder.decode(State.self, from: data)
      guard state.version == 2, state.workload == workload.summary else {
        throw EngineError.state(
          "the state is of another workload (\(state.workload)), expected \(workload.summary); delete it or use the "
            + "workload file that it was made with")
      }
      if let history = state.history {
        restored.forecaster?.resume(try decoder.decode(LoadHistory.self, from: history))
      }
      if let file = state.forecaster {
        let model = try QuantileModel(SafetensorsFile(decoding: file, name: "state"))
        guard model.target == workload.target else {
          throw EngineError.state("the state's forecaster is of another target")
        }
        restored.forecaster?.adopt(model)
      }
      if let learner = state.learner { restored.policy = try decoder.decode(QLearningPolicy.self, from: learner) }
      if let memory = state.detection, restored.detection?.restore(memory) == false {
        throw EngineError.state("the state is of another detector; delete it or use the models that it was made with")
      }
      restored.capacityEstimator = state.capacity
      restored.firstTimestamp = state.firstTimestamp
      restored.lastTick = state.lastTick
      restored.lastReplicas = state.lastReplicas
      restored.refitAt = state.refitAt
    } catch let error as EngineError {
      throw error
    } catch {
      throw .state("the state is damaged or not one of tidegate's; delete it to start anew")
    }
    self = restored
  }
}
