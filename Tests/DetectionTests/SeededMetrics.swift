import Detection
import Foundation
import Tensors

/// Two metrics that follow one rhythm, with noise; what a detector can learn.
struct SeededMetrics {
  static let names = ["cpuPercent", "latencyP95Milliseconds"]

  /// `[D][N]`.
  var columns: [[Double]]

  init(rows: Int, seed: UInt64) {
    var random = RandomSource(seed: seed)
    columns = [[], []]
    for row in 0..<rows {
      let angle = 2 * Double.pi * Double(row) / 48
      columns[0].append(50 + 20 * sin(angle) + 2 * random.normal())
      columns[1].append(10 + 3 * cos(angle) + 0.3 * random.normal())
    }
  }

  var rows: [[Float]] { columns[0].indices.map { row in columns.map { Float($0[row]) } } }

  /// A small detector, trained in a fraction of a second.
  static func detector(
    _ models: TrainedDetectorConfiguration.Models = .ensemble, adaptsScale: Bool = false, alarmRate: Double = 1e-2,
    seed: UInt64 = 1, trainingSeed: UInt64 = 100
  ) throws -> TrainedDetector {
    try TrainedDetector.train(
      metrics: names, columns: SeededMetrics(rows: 4_000, seed: trainingSeed).columns, intervalSeconds: 60,
      configuration: TrainedDetectorConfiguration(
        models: models, hidden: 10, steps: 120, adaptsScale: adaptsScale, alarmRate: alarmRate, seed: seed))
  }
}

func scores(_ detector: inout some AnomalyDetector, _ rows: [[Float]]) -> [AnomalyScore] {
  rows.map { detector.score($0.span) }
}
