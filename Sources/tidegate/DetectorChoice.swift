import Detection
import Engine
import Foundation
import Tensors

extension Detect {
  /// The detector that the options ask for, and its name.
  func makeDetector(_ names: [String]) throws -> (any AnomalyDetector, String) {
    if let train { return (try fitted(to: train, names), DetectorKind.lstm.rawValue) }
    let name = model ?? DetectorKind.streaming.rawValue
    switch DetectorKind(rawValue: name) {
    case .streaming: return (StreamingDetector(metricCount: names.count, seed: training.seed), name)
    case .range: return (RangeDetector(metricCount: names.count), name)
    case .null: return (NullDetector(metricCount: names.count), name)
    case .lstm:
      guard let shipped = ModelSet.shipped.detector else {
        throw CommandFailure(.usage, "--model lstm needs --train FILE, or give a folder with a trained detector")
      }
      return (try Self.fitting(shipped, names), name)
    case nil:
      let path = name + "/model.safetensors"
      guard FileManager.default.fileExists(atPath: path) else {
        throw CommandFailure(
          .inputMissing,
          "there is no model '\(name)'; give lstm, streaming, range, null, or a folder with model.safetensors")
      }
      return (try Self.fitting(LSTMDetector(SafetensorsFile(contentsOf: path)), names), name)
    }
  }

  private func fitted(to train: String, _ names: [String]) throws -> LSTMDetector {
    if let model, model != DetectorKind.lstm.rawValue {
      throw CommandFailure(.usage, "--model \(model) cannot be fitted to --train; leave one of the two out")
    }
    let table = try series.read(train, columns: names, inOrder: true)
    let configuration = LSTMDetectorConfiguration(
      hidden: hidden, alarmRate: alarmRate ?? 1e-3, seed: training.seed, threads: training.threads)
    let bar = ProgressBar("training", total: configuration.steps)
    let watch = DetectorTraining(bar)
    let detector = try LSTMDetector.train(
      metrics: names, columns: names.map { try table.column($0) }, intervalSeconds: table.interval,
      configuration: configuration
    ) { watch.goesOn($0) }
    bar.finish()
    return detector
  }

  /// The detector, if it was trained on these metrics.
  private static func fitting(_ detector: LSTMDetector, _ names: [String]) throws -> LSTMDetector {
    guard detector.metrics == names else {
      throw DetectionError.otherMetrics(found: names, expected: detector.metrics)
    }
    return detector
  }
}
