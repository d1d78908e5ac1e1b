import DefaultModels
import Detection
import Forecasting
import Foundation
import Scaling
import Tensors

/// The trained models that a pipeline starts with; it goes on learning from its own workload.
public struct ModelSet: Sendable {
  public var forecaster: QuantileModel?
  public var detector: TrainedDetector?
  public var policy: RungTable?

  public init(forecaster: QuantileModel? = nil, detector: TrainedDetector? = nil, policy: RungTable? = nil) {
    self.forecaster = forecaster
    self.detector = detector
    self.policy = policy
  }

  /// No models at all: everything is learned from the workload.
  public static let none = ModelSet()

  /// The models inside the binary, made by `make models` from synthetic metrics.
  ///
  /// There is no policy among them: on a new workload the HPA acts until the learned policy has beaten it there.
  public static let shipped: ModelSet = {
    do {
      return try ModelSet(
        forecaster: DefaultModels.forecaster.map {
          try QuantileModel(SafetensorsFile(decoding: $0, name: "forecaster"))
        },
        detector: DefaultModels.detector.map { try TrainedDetector(SafetensorsFile(decoding: $0, name: "detector")) })
    } catch {
      preconditionFailure("a model inside the binary is damaged: \(error)")
    }
  }()

  /// Reads `forecaster/`, `detector/` and `policy/` of a folder, each with a `model.safetensors`.
  ///
  /// - Throws: `EngineError.model` when none of the three is there, or one is damaged.
  public init(contentsOf folder: String) throws(EngineError) {
    func file(_ name: String) throws -> SafetensorsFile? {
      let path = "\(folder)/\(name)/model.safetensors"
      return FileManager.default.fileExists(atPath: path) ? try SafetensorsFile(contentsOf: path) : nil
    }
    do {
      self.init(
        forecaster: try file("forecaster").map { try QuantileModel($0) },
        detector: try file("detector").map { try TrainedDetector($0) },
        policy: try file("policy").map { try RungTable($0) })
    } catch {
      throw .model("\(folder): \(error)")
    }
    if forecaster == nil, detector == nil, policy == nil {
      throw .model(
        "\(folder) has no model: expected forecaster/model.safetensors, detector/model.safetensors or "
          + "policy/model.safetensors; train one with `tidegate train`")
    }
  }
}
