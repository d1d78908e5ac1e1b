import Detection
import Foundation
import Tensors

/// A metric with a daily and a weekly rhythm, a row every five minutes from a Monday on.
struct SyntheticMetric {
  static let day = 288
  static let week = 7 * day
  static let interval = 300.0
  /// Monday 2024-01-01 00:00 UTC.
  static let start = 1_704_067_200.0

  var values: [Float]
  var times: [Double?]

  /// - Parameters:
  ///   - amplitude: Of the daily rhythm, around 100.
  ///   - weekend: What Saturdays and Sundays are multiplied with.
  ///   - noise: Deviation of the noise.
  init(days: Int, amplitude: Double = 30, weekend: Double = 1, noise: Double = 2, seed: UInt64 = 1) {
    var random = RandomSource(seed: seed)
    values = []
    times = []
    for row in 0..<days * Self.day {
      let level = 100 + amplitude * sin(2 * .pi * Double(row % Self.day) / Double(Self.day))
      let factor = row / Self.day % 7 >= 5 ? weekend : 1
      values.append(Float(level * factor + noise * random.normal()))
      times.append(Self.start + Double(row) * Self.interval)
    }
  }

  /// The scores of a detector of one metric.
  func scores(seed: UInt64 = 0) -> [AnomalyScore] {
    var detector = StreamingDetector(metricCount: 1, seed: seed)
    return values.indices.map { row in
      let value = [values[row]]
      return detector.score(value.span, at: times[row])
    }
  }

  /// Rows with an anomaly.
  func alarms(seed: UInt64 = 0) -> [Int] {
    let scores = scores(seed: seed)
    return scores.indices.filter { scores[$0].isAnomaly }
  }
}
