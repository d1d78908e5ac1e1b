import ArgumentParser
import Detection
import Foundation
import Tensors

/// `bench detection`: what a row costs the streaming detector.
struct BenchDetection: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detection", abstract: "Time, memory and allocations of the streaming detector.",
    discussion: """
      The detector reads noisy daily rhythms of synthetic metrics, a row every five minutes, after 2000 rows of warm-up. Times are \
      means over passes of 1000 rows, of which the median is given. bytesPerMetric is what the process grew by with \
      each metric. Allocations are counted in a second process under glibc's malloc trace, and are null where that is not to be had.
      """)

  @Option(parsing: .upToNextOption, help: "Numbers of metrics of a row.")
  var metrics = [1, 38]

  @Option(help: "Rows to measure for each.")
  var rows = 50_000

  @Option(help: "Seed of the metrics.")
  var seed: UInt64 = 0

  /// Only scores the rows, so that their allocations can be counted from outside.
  @Flag(help: .hidden)
  var silent = false

  @OptionGroup var output: OutputOptions

  private static let tracedRows = 5_000
  private static let pass = 1_000

  func validate() throws {
    guard metrics.allSatisfy({ (1...10_000).contains($0) }), !metrics.isEmpty else {
      throw ValidationError("--metrics takes numbers from 1 to 10000")
    }
    guard (Self.pass...100_000_000).contains(rows) else {
      throw ValidationError("--rows is \(rows), expected \(Self.pass) to 100000000")
    }
  }

  func run() throws {
    if silent {
      var bench = DetectionBench(metrics: metrics[0], seed: seed)
      bench.score(rows: 2_000)
      AllocationCount.traced { bench.score(rows: rows) }
      return
    }
    var kept: [DetectionBench] = []
    let results = metrics.map { measure($0, keeping: &kept) }
    withExtendedLifetime(kept) {}
    if output.json { return try output.print(DetectionBenchReport(detectors: results, build: .current)) }
    var text = ""
    for result in results {
      text += """
        \(result.metrics) metrics: \(rounded(result.rowMicroseconds, 3)) µs a row, \(rounded(result.metricMicroseconds, 3)) µs a \
        metric; \(Int(result.bytesPerMetric)) bytes a metric; \
        \(result.allocationsPerRow.map { rounded($0, 4) } ?? "unknown") allocations a row

        """
    }
    let build = BuildInfo.current
    try StandardOutput.write(text + "\(build.cpu), \(build.compilerFlags), OpenBLAS \(build.openBLASCore)\n")
  }

  /// - Parameter kept: Takes what was made: memory that is given back would hide what the next measurement grows by.
  private func measure(_ metrics: Int, keeping kept: inout [DetectionBench]) -> DetectionSpeed {
    let bytes = DetectionBench.bytesPerMetric(metrics, seed: seed, keeping: &kept)
    var bench = DetectionBench(metrics: metrics, seed: seed)
    bench.score(rows: 2_000)
    var times: [Double] = []
    for _ in 0..<rows / Self.pass {
      let start = ContinuousClock.now
      bench.score(rows: Self.pass)
      times.append((ContinuousClock.now - start).seconds * 1e6 / Double(Self.pass))
    }
    let median = times.sorted()[times.count / 2]
    return DetectionSpeed(
      metrics: metrics, rowMicroseconds: median, metricMicroseconds: median / Double(metrics), bytesPerMetric: bytes,
      allocationsPerRow: AllocationCount.perCall(
        [
          "bench", "detection", "--silent", "--metrics", "\(metrics)", "--rows", "\(Self.tracedRows)", "--seed",
          "\(seed)",
        ],
        calls: Self.tracedRows))
  }
}

/// `bench detection --json`.
private struct DetectionBenchReport: Encodable {
  let detectors: [DetectionSpeed]
  let build: BuildInfo
}

/// What a row of so many metrics costs.
private struct DetectionSpeed: Encodable {
  let metrics: Int
  let rowMicroseconds: Double
  let metricMicroseconds: Double
  let bytesPerMetric: Double
  let allocationsPerRow: Double?

  private enum Key: String, CodingKey {
    case metrics, rowMicroseconds, metricMicroseconds, bytesPerMetric, allocationsPerRow
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(metrics, forKey: .metrics)
    try container.encode(rowMicroseconds, forKey: .rowMicroseconds)
    try container.encode(metricMicroseconds, forKey: .metricMicroseconds)
    try container.encode(bytesPerMetric, forKey: .bytesPerMetric)
    try container.encode(allocationsPerRow, forKey: .allocationsPerRow)
  }
}

/// A detector and the rows that it reads.
private struct DetectionBench {
  private static let week = 2_016
  private static let interval = 300.0

  private var detector: StreamingDetector
  /// `[week, D]`.
  private let rows: [[Float]]
  private var time = 0

  init(metrics: Int, seed: UInt64) {
    var random = RandomSource(seed: seed)
    detector = StreamingDetector(metricCount: metrics)
    rows = (0..<Self.week).map { row in
      (0..<metrics).map { metric in
        Float(50 + 20 * sin(2 * Double.pi * (Double(row) / 288 + Double(metric) / 7)) + 3 * random.normal())
      }
    }
  }

  /// What the process grows by with each metric of a detector that has seen a few rows.
  static func bytesPerMetric(_ metrics: Int, seed: UInt64, keeping kept: inout [DetectionBench]) -> Double {
    let template = DetectionBench(metrics: metrics, seed: seed)
    func another() -> DetectionBench {
      var bench = template
      bench.detector = StreamingDetector(metricCount: metrics)
      bench.score(rows: 50)
      return bench
    }
    let count = max(1, 4_000 / metrics)
    kept += (0..<4).map { _ in another() }
    let before = Machine.residentBytes
    kept += (0..<count).map { _ in another() }
    return Double(Machine.residentBytes - before) / Double(count * metrics)
  }

  mutating func score(rows count: Int) {
    for _ in 0..<count {
      let row = rows[time % Self.week]
      let score = detector.score(row.span, at: Double(time) * Self.interval)
      precondition(score.value.isFinite, "a score of \(score.value)")
      time += 1
    }
  }
}
