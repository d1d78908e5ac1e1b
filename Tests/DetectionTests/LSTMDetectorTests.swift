import Detection
import Foundation
import Tensors
import Testing

struct LSTMDetectorTests {
  @Test func `training lowers the loss`() throws {
    let losses = Losses()
    _ = try LSTMDetector.train(
      metrics: SeededMetrics.names, columns: SeededMetrics(rows: 4_000, seed: 100).columns, intervalSeconds: nil,
      configuration: LSTMDetectorConfiguration(hidden: 10, steps: 120, seed: 1)
    ) {
      losses.values.append(($0.step, $0.loss))
      return true
    }
    #expect(losses.values.map(\.step) == Array(1...120))
    // The rhythm has half the variance to explain; what is left is the noise.
    #expect(losses.values[119].loss < 0.1 * losses.values[0].loss)
  }

  @Test(arguments: [false, true], [0, 1])
  func `a spike in one metric alarms and names it`(adaptsScale: Bool, metric: Int) throws {
    var detector = try SeededMetrics.detector(adaptsScale: adaptsScale)
    var rows = SeededMetrics(rows: 1_000, seed: 31).rows
    rows[800][metric] += metric == 0 ? 50 : 8
    let found = scores(&detector, rows)
    #expect(found[800].value > 1.2)
    #expect(found[800].top == metric)
    #expect(!found[700..<800].contains { $0.value > 1.2 })
  }

  @Test(arguments: [1e-2, 1e-3])
  func `alarms on clean rows are about as rare as wanted`(rate: Double) throws {
    var detector = try SeededMetrics.detector(alarmRate: rate)
    let found = scores(&detector, SeededMetrics(rows: 30_000, seed: 32).rows)
    let share = Double(found[100...].count { $0.isAnomaly }) / Double(found.count)
    #expect(share > rate / 8 && share < rate * 8, "\(share)")
  }

  @Test(arguments: [false, true])
  func `a file gives back the same scores`(adaptsScale: Bool) throws {
    var detector = try SeededMetrics.detector(adaptsScale: adaptsScale)
    var read = try LSTMDetector(SafetensorsFile(decoding: detector.file.encoded(), name: "detector"))
    #expect(read.metrics == SeededMetrics.names && read.intervalSeconds == 60)
    var rows = SeededMetrics(rows: 500, seed: 33).rows
    rows[300] = [.nan, 40]
    #expect(scores(&detector, rows) == scores(&read, rows))
    #expect(read.file.encoded() == detector.file.encoded())
  }

  @Test func `same seed same bits, other seed other bits`() throws {
    let bytes = try SeededMetrics.detector().file.encoded()
    #expect(try SeededMetrics.detector().file.encoded() == bytes)
    #expect(try SeededMetrics.detector(seed: 2).file.encoded() != bytes)
  }

  @Test(arguments: [false, true])
  func `a detector that is reset begins anew`(adaptsScale: Bool) throws {
    var detector = try SeededMetrics.detector(adaptsScale: adaptsScale)
    let rows = SeededMetrics(rows: 300, seed: 34).rows
    let first = scores(&detector, rows)
    for _ in 0..<100 { _ = detector.score([500, 500].span) }
    detector.reset()
    #expect(scores(&detector, rows) == first)
  }

  @Test func `scores on a running scale do not depend on the metrics' units`() throws {
    var detector = try SeededMetrics.detector(adaptsScale: true)
    var other = detector
    let rows = SeededMetrics(rows: 600, seed: 35).rows
    let plain = scores(&detector, rows)
    // Powers of two change no digit of a quotient.
    let scaled = scores(&other, rows.map { [$0[0] * 1_024, $0[1] / 64] })
    #expect(zip(plain, scaled).allSatisfy { abs($0.value - $1.value) < 1e-3 * max(1, $0.value) })
    #expect(plain.contains { $0.value > 0.2 })
  }

  @Test func `a metric that stands still in training does no harm`() throws {
    var columns = SeededMetrics(rows: 1_500, seed: 36).columns
    columns[1] = [Double](repeating: 7, count: 1_500)
    columns[0][40] = .infinity
    columns[0][41] = .nan
    var detector = try LSTMDetector.train(
      metrics: SeededMetrics.names, columns: columns, intervalSeconds: nil,
      configuration: LSTMDetectorConfiguration(hidden: 6, steps: 60))
    let rows = SeededMetrics(rows: 400, seed: 37).rows.map { [$0[0], Float(7)] }
    let found = scores(&detector, rows)
    #expect(found.allSatisfy { $0.value.isFinite })
    #expect(found.count { $0.isAnomaly } < 20)
    #expect(detector.intervalSeconds == nil)
    #expect(try LSTMDetector(detector.file).intervalSeconds == nil)
  }

  @Test func `too few rows are refused with a sentence`() {
    for rows in [0, 1, 999] {
      let error = #expect(throws: DetectionError.tooFewRows(found: rows, needed: 1_000)) {
        try LSTMDetector.train(
          metrics: SeededMetrics.names, columns: SeededMetrics(rows: rows, seed: 1).columns, intervalSeconds: nil,
          configuration: LSTMDetectorConfiguration(steps: 1))
      }
      #expect(error?.description.contains("\(rows) rows are too few") == true)
    }
  }

  @Test func `a metric without any value is refused with a sentence`() {
    var columns = SeededMetrics(rows: 1_200, seed: 1).columns
    columns[1] = [Double](repeating: .nan, count: 1_200)
    let error = #expect(throws: DetectionError.self) {
      try LSTMDetector.train(
        metrics: SeededMetrics.names, columns: columns, intervalSeconds: nil,
        configuration: LSTMDetectorConfiguration(steps: 1))
    }
    #expect(error?.description.contains("cannot be trained") == true)
  }

  @Test(arguments: [
    LSTMDetectorConfiguration(hidden: 0), LSTMDetectorConfiguration(hidden: 5_000), LSTMDetectorConfiguration(steps: 0),
    LSTMDetectorConfiguration(alarmRate: 0), LSTMDetectorConfiguration(alarmRate: 0.5),
    LSTMDetectorConfiguration(alarmRate: .nan),
  ])
  func `settings out of range are refused with a sentence`(configuration: LSTMDetectorConfiguration) {
    let error = #expect(throws: DetectionError.self) { try configuration.validated() }
    #expect(error?.description.contains("give") == true)
    #expect(throws: DetectionError.self) {
      try LSTMDetector.train(
        metrics: SeededMetrics.names, columns: SeededMetrics(rows: 1_000, seed: 1).columns, intervalSeconds: nil,
        configuration: configuration)
    }
  }
}

private final class Losses {
  var values: [(step: Int, loss: Double)] = []
}
