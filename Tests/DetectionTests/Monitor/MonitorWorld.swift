import Detection
import Foundation
import Tensors

/// The detectors that stream from a cold start, which the behaviours of a monitor are shown with.
enum StreamingKind: CaseIterable {
  case range, streaming

  func make(_ metrics: Int) -> any AnomalyDetector {
    switch self {
    case .range: RangeDetector(metricCount: metrics)
    case .streaming: StreamingDetector(metricCount: metrics)
    }
  }
}

/// Rows of one minute, made from a level, a season and even noise, and what a monitor says of them.
struct MonitorWorld {
  static let start = 1_760_000_400.0
  /// `[N][D]`.
  var rows: [[Float]]
  var times: [Double?]

  /// - Parameter value: Of a row; noise between -1 and 1 is handed in.
  init(rows count: Int, step: Double = 60, seed: UInt64 = 1, value: (_ row: Int, _ noise: Double) -> Double) {
    var random = RandomSource(seed: seed)
    rows = (0..<count).map { [Float(value($0, 2 * random.uniform() - 1))] }
    times = (0..<count).map { Self.start + step * Double($0) }
  }

  /// A level of 50 with noise of ±5, and what happens to it.
  static func level(rows: Int = 1_000, _ change: (_ row: Int, _ value: Double) -> Double) -> Self {
    Self(rows: rows) { change($0, 50 + 5 * $1) }
  }

  /// What a monitor says of the rows, and the incidents, the last one ended.
  func run(
    _ detector: any AnomalyDetector, rules: MonitorRules = MonitorRules()
  ) -> (verdicts: [MonitorVerdict], incidents: [Incident]) {
    let names = ["cpuPercent", "latency", "errors"].prefix(detector.metricCount)
    var monitor = AnomalyMonitor(detector, metrics: Array(names), rules: rules)
    var incidents: [Incident] = []
    var verdicts: [MonitorVerdict] = []
    for (row, time) in zip(rows, times) {
      let verdict = monitor.observe(row.span, at: time)
      if let ended = verdict.ended { incidents.append(ended) }
      verdicts.append(verdict)
    }
    if let last = monitor.finish() { incidents.append(last) }
    return (verdicts, incidents)
  }

  func run(_ kind: StreamingKind, rules: MonitorRules = MonitorRules()) -> (
    verdicts: [MonitorVerdict], incidents: [Incident]
  ) {
    run(kind.make(rows[0].count), rules: rules)
  }
}

/// Says what it is told to, of rows of one or more metrics.
struct ScriptedDetector: AnomalyDetector {
  let metricCount: Int
  /// By row; 0 for all others.
  var scores: [Int: Double]
  var top: Int? = 0
  /// Of each metric; nil where there is no expectation.
  var findings: [MetricFinding]?
  private(set) var row = -1
  private(set) var times: [Double?] = []
  private var newest: [Float] = []

  init(metricCount: Int = 1, scores: [Int: Double], top: Int? = 0, findings: [MetricFinding]? = nil) {
    self.metricCount = metricCount
    self.scores = scores
    self.top = top
    self.findings = findings
  }

  mutating func score(_ row: Span<Float>, at time: Double?) -> AnomalyScore {
    self.row += 1
    let value = scores[self.row] ?? 0
    return AnomalyScore(value: value, top: value > 0 ? top : nil)
  }

  func finding(of metric: Int) -> MetricFinding? { findings?[metric] }
}

/// Remembers what it was given, where a test can see it.
final class RowLog: @unchecked Sendable {
  var rows: [[Float]] = []
  var times: [Double?] = []
}

/// Never finds anything; keeps the rows in a log.
struct LoggingDetector: AnomalyDetector {
  let metricCount: Int
  let log: RowLog

  mutating func score(_ row: Span<Float>, at time: Double?) -> AnomalyScore {
    log.rows.append(row.indices.map { row[$0] })
    log.times.append(time)
    return .none
  }

  func finding(of metric: Int) -> MetricFinding? { nil }
}
