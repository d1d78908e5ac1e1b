import Detection
import Engine
import Foundation
import Numerics
import Scaling
import Telemetry
import Tensors

/// A service with a day's wave and a little noise, as observations.
struct EngineWorld {
  static let capacity = 40.0
  private(set) var observations: [Observation] = []

  init(ticks: Int, seed: UInt64, tickSeconds: Double = 15, start: Double = 1_000_000) {
    var random = RandomSource(seed: seed)
    for tick in 0..<ticks {
      let hour = Double(tick) * tickSeconds / 3_600
      let wave = 1 + 0.6 * Double.cos((hour - 14) / 24 * 2 * .pi)
      let load = max(1, 300 * wave * (1 + 0.05 * random.normal()))
      let ready = 12 + tick / 100 % 5
      observations.append(
        Observation(
          timestamp: start + Double(tick) * tickSeconds, requestsPerSecond: load,
          cpuPercent: min(100, 100 * load / (Self.capacity * Double(ready)) + 0.5 * random.normal()),
          readyReplicas: ready, startingReplicas: 0))
    }
  }
}

extension DecisionPipeline {
  /// Decides for all observations, learning when it is due.
  mutating func run(_ observations: [Observation], learning: Bool = true) -> [ScalingDecision] {
    observations.map {
      let decision = decide($0)
      if learning { refitIfDue() }
      return decision
    }
  }
}

/// A detector that calls CPU of 50 % normal and 90 % strange, put together by hand: its network forecasts the mean of the last rows.
func handMadeDetector(metric: String = "cpuPercent", intervalSeconds: Double = 15) -> SafetensorsFile {
  SafetensorsFile(
    metadata: [
      "kind": "tidegate.detector", "schema": "forecast-errors-v2", "models": "lstm", "metrics": metric,
      "intervalSeconds": "\(intervalSeconds)", "scaling": "training",
    ],
    tensors: [
      "weight_ih_l0": Tensor(zeros: [8, 2]), "weight_hh_l0": Tensor(zeros: [8, 2]), "bias_ih_l0": Tensor(zeros: [8]),
      "bias_hh_l0": Tensor(zeros: [8]), "head.weight": Tensor(zeros: [1, 2]), "head.bias": Tensor(zeros: [1]),
      "scaler.means": Tensor([50], shape: [1]), "scaler.deviations": Tensor([10], shape: [1]),
      "calibration.scales": Tensor([1], shape: [1, 1]), "calibration.deviations": Tensor([1], shape: [1]),
      "calibration.thresholds": Tensor([1, 8, 1], shape: [3]),
    ])
}

/// A folder for one test, removed when the test lets go of it.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("engine-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ file: SafetensorsFile, as model: String) throws {
    let folder = url.appendingPathComponent(model)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try file.write(to: folder.appendingPathComponent("model.safetensors").path)
  }
}
