import Engine
import Features
import Forecasting
import Foundation
import Learning
import Tensors

/// Trees that are to be explained, and what their features are called.
struct ExplainedModel {
  /// What messages call it.
  let name: String
  let trees: BoostedTrees
  /// Shape `[F]`.
  let featureNames: [String]
  /// Where the trees are one level of a forecaster.
  let forecaster: (model: QuantileModel, level: Double)?
}

extension ExplainedModel {
  /// - Parameters:
  ///   - path: A model's file, or a folder with `model.safetensors` or `model.json`; nil for the shipped forecaster.
  ///   - level: Which of a forecaster's levels; nil for the one nearest to the median.
  init(_ path: String?, level: Double?) throws {
    guard let path else {
      guard let shipped = ModelSet.shipped.forecaster else {
        throw CommandFailure(.usage, "no forecaster is shipped with this binary; give --model")
      }
      try self.init("the shipped forecaster", shipped, level)
      return
    }
    let file = try Self.file(path)
    if let tensors = try? SafetensorsFile(contentsOf: file), let kind = tensors.metadata["kind"] {
      guard kind == QuantileModel.kind else {
        throw CommandFailure(
          .badData, "\(file) is of the kind '\(kind)', expected trees or '\(QuantileModel.kind)'; give such a file")
      }
      do {
        try self.init(path, try QuantileModel(tensors), level)
      } catch let error as ForecastError {
        throw CommandFailure(.badData, "\(file): \(error)")
      }
      return
    }
    let trees = try TreeModelFile.load(file)
    if let level {
      throw CommandFailure(.usage, "--level is \(level), but \(file) is no forecaster; leave it out")
    }
    self.init(
      name: path, trees: trees,
      featureNames: trees.featureNames.isEmpty ? (0..<trees.featureCount).map { "f\($0)" } : trees.featureNames,
      forecaster: nil)
  }

  private init(_ name: String, _ model: QuantileModel, _ level: Double?) throws {
    let levels = model.levels
    let index: Int?
    if let level {
      index = levels.firstIndex(of: level)
    } else {
      index = levels.indices.min { abs(levels[$0] - 0.5) < abs(levels[$1] - 0.5) }
    }
    guard let index else {
      let known = levels.map { "\($0)" }.joined(separator: ", ")
      throw CommandFailure(.usage, "--level is \(level ?? .nan), but \(name) has the levels \(known); give one of them")
    }
    self.init(
      name: name, trees: model.trees.quantile(at: index), featureNames: LoadHistory.featureNames,
      forecaster: (model, levels[index]))
  }

  /// The file that a path stands for.
  private static func file(_ path: String) throws -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw CommandFailure(
        .inputMissing, "there is no model '\(path)'; give a file, or a folder with model.safetensors")
    }
    guard isFolder.boolValue else { return path }
    let files = ["model.safetensors", "model.json"].map { "\(path)/\($0)" }
    guard let file = files.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
      throw CommandFailure(
        .inputMissing, "\(path) has neither model.safetensors nor model.json; give a model's file or folder")
    }
    return file
  }
}
