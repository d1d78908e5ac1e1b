import Detection
import Foundation
import Tensors
import Testing

struct TrainedDetectorTests {
  typealias Models = TrainedDetectorConfiguration.Models

  private func train(
    _ columns: [[Double]], _ models: Models, starts: [Int] = [0], steps: Int = 60
  ) throws -> TrainedDetector {
    try TrainedDetector.train(
      metrics: SeededMetrics.names, columns: columns, starts: starts, intervalSeconds: nil,
      configuration: TrainedDetectorConfiguration(models: models, hidden: 6, steps: steps))
  }

  @Test func `training lowers the loss`() throws {
    let losses = Losses()
    _ = try TrainedDetector.train(
      metrics: SeededMetrics.names, columns: SeededMetrics(rows: 4_000, seed: 100).columns, intervalSeconds: nil,
      configuration: TrainedDetectorConfiguration(hidden: 10, steps: 120, seed: 1)
    ) {
      losses.values.append(($0.step, $0.loss))
      return true
    }
    #expect(losses.values.map(\.step) == Array(1...120))
    #expect(losses.values[119].loss < 0.5 * losses.values[0].loss)
  }

  @Test(arguments: Models.allCases, [0, 1])
  func `a spike in one metric alarms and names it`(models: Models, metric: Int) throws {
    for adaptsScale in [false, true] {
      var detector = try SeededMetrics.detector(models, adaptsScale: adaptsScale)
      var rows = SeededMetrics(rows: 1_000, seed: 31).rows
      rows[800][metric] += metric == 0 ? 120 : 18
      let found = scores(&detector, rows)
      #expect(found[800].isAnomaly && found[800].top == metric)
      #expect(!found[700..<800].contains { $0.value > 1.3 })
    }
  }

  @Test func `two metrics that stop going together alarm, although each stays in its range`() throws {
    for models in [Models.ensemble, .ridge, .lstm] {
      var detector = try SeededMetrics.detector(models)
      var rows = SeededMetrics(rows: 1_000, seed: 41).rows
      // Half a day the other way round.
      for row in 800..<824 { rows[row][1] = 20 - rows[row][1] }
      let found = scores(&detector, rows)
      #expect(found[800..<826].contains { $0.isAnomaly }, "\(models)")
    }
  }

  @Test(arguments: [1e-2, 1e-3])
  func `alarms on clean rows are about as rare as wanted`(rate: Double) throws {
    var detector = try SeededMetrics.detector(alarmRate: rate)
    let found = scores(&detector, SeededMetrics(rows: 30_000, seed: 32).rows)
    let share = Double(found[100...].count { $0.isAnomaly }) / Double(found.count)
    #expect(share > rate / 10 && share < rate * 4, "\(share)")
  }

  @Test func `a finding has the value, what was expected of it, a band and a share`() throws {
    for models in Models.allCases {
      var detector = try SeededMetrics.detector(models)
      #expect(detector.finding(of: 0) == nil)
      var rows = SeededMetrics(rows: 400, seed: 38).rows
      rows[399][0] += 70
      var inside = 0
      for (index, row) in rows.enumerated() {
        _ = detector.score(row.span)
        if index < 100 { continue }
        let findings = try (0..<2).map { try #require(detector.finding(of: $0)) }
        for (finding, value) in zip(findings, row) {
          #expect(finding.lower < finding.expected && finding.expected < finding.upper)
          #expect(finding.value == Double(value))
        }
        #expect(abs(findings[0].contribution + findings[1].contribution - 1) < 1e-5)
        if index < 399, findings.allSatisfy({ $0.lower < $0.value && $0.value < $0.upper }) { inside += 1 }
      }
      #expect(inside > 285, "\(models): \(inside)")
      let strange = try #require(detector.finding(of: 0))
      #expect(strange.value > strange.upper && strange.contribution > 0.5)
      _ = detector.score([.nan, 10].span)
      #expect(detector.finding(of: 0) == nil && detector.finding(of: 1) != nil)
    }
  }

  @Test func `a metric that comes back from a gap elsewhere is no news`() throws {
    for models in Models.allCases where models != .pca {
      var detector = try SeededMetrics.detector(models)
      var rows = SeededMetrics(rows: 600, seed: 39).rows
      // A quarter of the rhythm is missing, so it comes back where it was not held.
      for row in 300..<312 { rows[row][0] = .nan }
      for row in 400..<424 { rows[row] = [.nan, .nan] }
      let found = scores(&detector, rows)
      #expect(!found[300..<330].contains { $0.isAnomaly } && !found[400..<440].contains { $0.isAnomaly }, "\(models)")
    }
  }

  @Test func `same seed same bits, other seed other bits, whatever the threads`() throws {
    func bytes(_ seed: UInt64, _ threads: Int) throws -> Data {
      try TrainedDetector.train(
        metrics: SeededMetrics.names, columns: SeededMetrics(rows: 1_500, seed: 3).columns, intervalSeconds: 60,
        configuration: TrainedDetectorConfiguration(hidden: 6, steps: 30, seed: seed, threads: threads)
      ).file.encoded()
    }
    let first = try bytes(1, 1)
    #expect(try bytes(1, 2) == first)
    #expect(try bytes(2, 1) != first)
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

  @Test(arguments: Models.allCases)
  func `a memory takes up where it was, and another model's is not accepted`(models: Models) throws {
    var detector = try SeededMetrics.detector(models)
    let rows = SeededMetrics(rows: 400, seed: 42).rows
    _ = scores(&detector, Array(rows[..<250]))
    let text = try JSONEncoder().encode(detector.memory)
    var other = try TrainedDetector(detector.file)
    let memory = try JSONDecoder().decode(TrainedDetector.Memory.self, from: text)
    #expect(other.accepts(memory))
    other.memory = memory
    #expect(scores(&other, Array(rows[250...])) == scores(&detector, Array(rows[250...])))
    for wrong in Models.allCases where wrong != models {
      // One and ten rows ahead have rings of different lengths; the linear pair has no network.
      #expect(try !SeededMetrics.detector(wrong).accepts(memory), "\(wrong)")
    }
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

  @Test(arguments: Models.allCases)
  func `a metric that stands still in training does no harm, and counts when it moves`(models: Models) throws {
    var columns = SeededMetrics(rows: 1_500, seed: 36).columns
    columns[1] = [Double](repeating: 7, count: 1_500)
    columns[0][40] = .infinity
    columns[0][41] = .nan
    var detector = try train(columns, models)
    var rows = SeededMetrics(rows: 400, seed: 37).rows.map { [$0[0], Float(7)] }
    rows[399][1] = 9
    let found = scores(&detector, rows)
    #expect(found.allSatisfy { $0.value.isFinite })
    #expect(found[..<399].count { $0.isAnomaly } < 20)
    #expect(found[399].isAnomaly && found[399].top == 1)
    #expect(detector.intervalSeconds == nil)
    #expect(try TrainedDetector(detector.file).intervalSeconds == nil)
  }

  @Test(arguments: Models.allCases)
  func `one metric alone can be learned`(models: Models) throws {
    let columns = [SeededMetrics(rows: 1_200, seed: 43).columns[0]]
    var detector = try TrainedDetector.train(
      metrics: ["cpuPercent"], columns: columns, intervalSeconds: 60,
      configuration: TrainedDetectorConfiguration(models: models, hidden: 6, steps: 60))
    var rows = SeededMetrics(rows: 300, seed: 44).rows.map { [$0[0]] }
    rows[250] = [250]
    let found = scores(&detector, rows)
    #expect(found[250].isAnomaly && found[..<250].count { $0.isAnomaly } < 10)
  }

  @Test func `series that follow each other teach nothing about the seam`() throws {
    let one = SeededMetrics(rows: 1_500, seed: 45).columns
    let shifted = SeededMetrics(rows: 1_500, seed: 46).columns.map { $0.map { $0 + 5 } }
    let both = zip(one, shifted).map { $0 + $1 }
    let seam = try train(both, .ridge).file
    let apart = try train(both, .ridge, starts: [0, 1_500]).file
    #expect(apart.tensors["ridge.weight"] != seam.tensors["ridge.weight"])
    // The order of the series does not matter to a sum, apart from its rounding.
    let turned = try train(zip(shifted, one).map { $0 + $1 }, .ridge, starts: [0, 1_500]).file
    let weights = try #require(apart.tensors["ridge.weight"])
    #expect(zip(weights.values, turned.tensors["ridge.weight"]?.values ?? []).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test func `too few rows are refused with a sentence`() {
    for rows in [0, 1, 999] {
      let error = #expect(throws: DetectionError.tooFewRows(found: rows, needed: 1_000)) {
        try train(SeededMetrics(rows: rows, seed: 1).columns, .ensemble, steps: 1)
      }
      #expect(error?.description.contains("\(rows) rows are too few") == true)
    }
  }

  @Test(arguments: Models.allCases)
  func `a metric without any value is refused with a sentence`(models: Models) {
    var columns = SeededMetrics(rows: 1_200, seed: 1).columns
    columns[1] = [Double](repeating: .nan, count: 1_200)
    let error = #expect(throws: DetectionError.self) { try train(columns, models, steps: 1) }
    #expect(error?.description.contains("'latencyP95Milliseconds' has no values") == true)
  }

  @Test(arguments: [
    TrainedDetectorConfiguration(hidden: 0), TrainedDetectorConfiguration(hidden: 5_000),
    TrainedDetectorConfiguration(steps: 0), TrainedDetectorConfiguration(alarmRate: 0),
    TrainedDetectorConfiguration(alarmRate: 0.5), TrainedDetectorConfiguration(alarmRate: .nan),
    TrainedDetectorConfiguration(threads: 0),
  ])
  func `settings out of range are refused with a sentence`(configuration: TrainedDetectorConfiguration) {
    let error = #expect(throws: DetectionError.self) { try configuration.validated() }
    #expect(error?.description.contains("give") == true)
    #expect(throws: DetectionError.self) {
      try TrainedDetector.train(
        metrics: SeededMetrics.names, columns: SeededMetrics(rows: 1_000, seed: 1).columns, intervalSeconds: nil,
        configuration: configuration)
    }
  }
}

private final class Losses {
  var values: [(step: Int, loss: Double)] = []

  @Test func `rows that are no longer like those it was trained on ask for a new training, and others do not`() throws {
    let trained = try SeededMetrics.detector()
    var usual = trained
    _ = scores(&usual, SeededMetrics(rows: 8_000, seed: 7).rows)
    #expect(usual.driftingSince == nil)
    var other = SeededMetrics(rows: 8_000, seed: 7)
    var random = RandomSource(seed: 8)
    for row in 5_000..<8_000 { other.columns[0][row] += 6 * random.normal() }
    var changed = trained
    _ = scores(&changed, other.rows)
    #expect(try abs(#require(changed.driftingSince) - 5_000) < 100)
    var restarted = trained
    restarted.memory = changed.memory
    #expect(restarted.driftingSince == changed.driftingSince)
    changed.reset()
    #expect(changed.driftingSince == nil)
  }
}
