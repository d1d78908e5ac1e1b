import Detection
import Telemetry

/// Brings the ticks of a pipeline to the rows of its detector: means over the detector's interval.
struct DetectionStage: Sendable {
  private(set) var detector: TrainedDetector
  private let metrics: [Metric]
  private let ticksPerRow: Int
  private var sums: [Double]
  private var counts: [Double]
  private var row: [Float]
  private var ticks = 0
  private(set) var last = AnomalyScore.none
  /// Rows for which what was seen still counts: a detector soon expects what it has seen.
  private static let memoryRows = 5
  private static let longAgo = memoryRows + 1
  /// Rows since the load left its band, and since latency or errors did or were not known.
  private var rowsSinceLoad = Self.longAgo
  private var rowsSinceSymptom = 0

  /// Whether the load has left what the detector expected of it in the last rows, while latency and errors have not: a
  /// metric that is broken rather than a service that is busy.
  var loadIsAloneStrange: Bool { rowsSinceLoad <= Self.memoryRows && rowsSinceSymptom > Self.memoryRows }

  /// Nil when the detector was trained on metrics that observations do not have.
  init?(_ detector: TrainedDetector, tickSeconds: Double) {
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
    var detector: TrainedDetector.Memory
    var sums: [Double]
    var counts: [Double]
    var ticks: Int
    var last: Double
    var rowsSinceLoad: Int
    var rowsSinceSymptom: Int
  }

  var memory: Memory {
    Memory(
      detector: detector.memory, sums: sums, counts: counts, ticks: ticks, last: last.value,
      rowsSinceLoad: rowsSinceLoad, rowsSinceSymptom: rowsSinceSymptom)
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
    (rowsSinceLoad, rowsSinceSymptom) = (memory.rowsSinceLoad, memory.rowsSinceSymptom)
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
    if !skipped { compareWithBands() }
    return last.value
  }

  private mutating func compareWithBands() {
    var isLoadStrange = false
    var symptoms = 0
    var isSymptomStrange = false
    for (index, metric) in metrics.enumerated() where row[index].isFinite {
      guard let finding = detector.finding(of: index) else { continue }
      switch metric {
      case .requestsPerSecond: isLoadStrange = finding.value > finding.upper || finding.value < finding.lower
      case .latencyP95Milliseconds, .errorPercent:
        symptoms += 1
        isSymptomStrange = isSymptomStrange || finding.value > finding.upper
      default: break
      }
    }
    rowsSinceLoad = isLoadStrange ? 0 : min(rowsSinceLoad + 1, Self.longAgo)
    rowsSinceSymptom = isSymptomStrange || symptoms == 0 ? 0 : min(rowsSinceSymptom + 1, Self.longAgo)
  }

  /// Two fields of one value, one read and one changed, reach a function as two.
  private static func score(_ row: [Float], with detector: inout TrainedDetector) -> AnomalyScore {
    detector.score(row.span)
  }
}
