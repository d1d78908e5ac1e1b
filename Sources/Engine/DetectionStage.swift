import Detection
import Telemetry

/// Brings the ticks of a pipeline to the rows of its detector: means over the detector's interval.
struct DetectionStage: Sendable {
  private(set) var detector: LSTMDetector
  private let metrics: [Metric]
  private let ticksPerRow: Int
  private var sums: [Double]
  private var counts: [Double]
  private var row: [Float]
  private var ticks = 0
  private(set) var last = AnomalyScore.none

  /// Nil when the detector was trained on metrics that observations do not have.
  init?(_ detector: LSTMDetector, tickSeconds: Double) {
    var metrics: [Metric] = []
    for name in detector.metrics {
      guard let metric = Metric(rawValue: name) else { return nil }
      metrics.append(metric)
    }
    self.detector = detector
    self.metrics = metrics
    ticksPerRow = max(1, Int(((detector.intervalSeconds ?? tickSeconds) / tickSeconds).rounded()))
    sums = [Double](repeating: 0, count: metrics.count)
    counts = sums
    row = [Float](repeating: .nan, count: metrics.count)
  }

  /// What it remembers, to be kept across a restart.
  struct Memory: Codable {
    var detector: LSTMDetector.Memory
    var sums: [Double]
    var counts: [Double]
    var ticks: Int
    var last: Double
  }

  var memory: Memory {
    Memory(detector: detector.memory, sums: sums, counts: counts, ticks: ticks, last: last.value)
  }

  /// Takes up a memory, unless it is of a detector with other metrics or another size.
  mutating func restore(_ memory: Memory) -> Bool {
    guard memory.sums.count == sums.count, memory.counts.count == sums.count,
      detector.accepts(memory.detector)
    else { return false }
    detector.memory = memory.detector
    sums = memory.sums
    counts = memory.counts
    ticks = memory.ticks
    last = AnomalyScore(value: memory.last, top: nil)
    return true
  }

  /// The score of the newest whole row.
  mutating func score(_ observation: Observation, skipped: Bool) -> Double {
    for (index, metric) in metrics.enumerated() {
      guard let value = metric.value(in: observation), value.isFinite else { continue }
      sums[index] += value
      counts[index] += 1
    }
    ticks += 1
    guard ticks >= ticksPerRow else { return last.value }
    for index in row.indices {
      row[index] = counts[index] > 0 ? Float(sums[index] / counts[index]) : .nan
      sums[index] = 0
      counts[index] = 0
    }
    ticks = 0
    if !skipped { last = Self.score(row, with: &detector) }
    return last.value
  }

  /// Two fields of one value, one read and one changed, reach a function as two.
  private static func score(_ row: [Float], with detector: inout LSTMDetector) -> AnomalyScore {
    detector.score(row.span)
  }
}
