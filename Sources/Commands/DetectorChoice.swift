import Detection
import Engine
import Foundation
import Tensors

extension Detect {
  /// The detector that the options ask for, and its name.
  func makeDetector(_ names: [String]) throws -> (any AnomalyDetector, String) {
    let name = model ?? (train == nil ? DetectorKind.streaming : .ensemble).rawValue
    let kind = DetectorKind(rawValue: name)
    if let train {
      guard let models = kind?.models else {
        throw CommandFailure(
          .usage,
          "--model \(name) cannot be fitted to --train; give \(DetectorKind.trainedNames), or leave one of the two out")
      }
      return try fitted(models, to: train, names)
    }
    if let detector = kind?.untrained(metricCount: names.count, seed: training.seed) { return (detector, name) }
    if let models = kind?.models {
      if let shipped = ModelSet.shipped.detector, shipped.models == models, shipped.metrics == names {
        return (shipped, name)
      }
      return untrained("--model \(name) has nothing to learn from without --train FILE", names)
    }
    let path = name + "/model.safetensors"
    guard FileManager.default.fileExists(atPath: path) else {
      throw CommandFailure(
        .inputMissing,
        "there is no model '\(name)'; give \(DetectorKind.names), or a folder with model.safetensors")
    }
    let detector = try TrainedDetector(SafetensorsFile(contentsOf: path))
    guard detector.metrics == names else {
      throw DetectionError.otherMetrics(found: names, expected: detector.metrics)
    }
    return (detector, name)
  }

  private func fitted(
    _ models: TrainedDetectorConfiguration.Models, to train: String, _ names: [String]
  ) throws -> (any AnomalyDetector, String) {
    let rows = try MetricRows(train, series, columns: names)
    let needed = TrainedDetector.fewestRows
    guard rows.count >= needed else {
      return untrained("\(train): \(rows.count) rows are too few to train on, at least \(needed) are needed", names)
    }
    let configuration = TrainedDetectorConfiguration(
      models: models, hidden: hidden, alarmRate: alarmRate ?? TrainedDetectorConfiguration().alarmRate,
      seed: training.seed, threads: training.threads)
    let bar = ProgressBar("training", total: models.hasLSTM ? configuration.steps : 1)
    let watch = DetectorTraining(bar)
    let detector = try TrainedDetector.train(
      metrics: names, columns: rows.columns, starts: rows.starts, intervalSeconds: rows.interval,
      configuration: configuration, progress: watch.goesOn, warn: { warn($0) })
    bar.finish()
    return (detector, models.rawValue)
  }

  /// What runs where a detector cannot be trained.
  private func untrained(_ reason: String, _ names: [String]) -> (any AnomalyDetector, String) {
    warn("\(reason); the streaming detector runs instead")
    return (StreamingDetector(metricCount: names.count, seed: training.seed), DetectorKind.streaming.rawValue)
  }
}

extension DetectorKind {
  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
  /// Those that are trained.
  static var trainedNames: String { allCases.filter { $0.models != nil }.map(\.rawValue).joined(separator: ", ") }
  /// Those that stream from a cold start.
  static var untrained: [DetectorKind] { allCases.filter { $0.models == nil } }
}
