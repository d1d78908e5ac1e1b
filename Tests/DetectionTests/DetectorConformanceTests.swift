import Detection
import Tensors
import Testing

/// What every detector must do, whatever it is.
struct DetectorConformanceTests {
  private static let trained = Result { try SeededMetrics.detector() }
  private static let trainedOnRunningScale = Result { try SeededMetrics.detector(adaptsScale: true) }

  /// All detectors of a kind, for rows of two metrics.
  private func make(_ kind: DetectorKind) throws -> [any AnomalyDetector] {
    switch kind {
    case .ensemble: [try Self.trained.get(), try Self.trainedOnRunningScale.get()]
    case .lstm, .lstm10, .linear, .ridge, .pca: [try SeededMetrics.detector(kind.models ?? .ensemble)]
    case .streaming: [StreamingDetector(metricCount: 2)]
    case .range: [RangeDetector(metricCount: 2)]
    case .forest: [RandomCutForestDetector(metricCount: 2), RandomCutForestDetector(metricCount: 2, shingle: 1)]
    case .bands: [SeasonalBandDetector(metricCount: 2)]
    case .random: [RandomDetector(metricCount: 2)]
    case .null: [NullDetector(metricCount: 2)]
    }
  }

  private func run(_ detector: any AnomalyDetector, _ rows: [[Float]]) -> [AnomalyScore] {
    var detector = detector
    return scores(&detector, rows)
  }

  @Test(arguments: DetectorKind.allCases)
  func `same rows same scores, whatever comes after`(kind: DetectorKind) throws {
    let rows = SeededMetrics(rows: 600, seed: 2).rows
    let others = rows[..<400] + rows[400...].map { [$0[0] * 5, -$0[1]] }
    for detector in try make(kind) {
      #expect(detector.metricCount == 2)
      let expected = run(detector, rows)
      #expect(run(detector, rows) == expected)
      let changed = run(detector, Array(others))
      #expect(changed[..<400] == expected[..<400])
      #expect((changed != expected) == (kind != .null && kind != .random))
    }
  }

  @Test(arguments: DetectorKind.allCases)
  func `scores are finite and not negative, and name a metric that there is`(kind: DetectorKind) throws {
    var random = RandomSource(seed: 3)
    let wild: [Float] = [
      0, -1e30, 1e30, .greatestFiniteMagnitude, .infinity, -.infinity, .nan, .leastNonzeroMagnitude,
    ]
    let rows = SeededMetrics(rows: 300, seed: 3).rows.map { row in
      row.map { random.uniform() < 0.1 ? wild[random.integer(below: wild.count)] : $0 }
    }
    for detector in try make(kind) {
      for score in run(detector, rows) {
        #expect(score.value.isFinite && score.value >= 0)
        #expect(score.top.map { (0..<2).contains($0) } ?? true)
      }
    }
  }

  @Test(arguments: DetectorKind.allCases)
  func `missing rows raise no alarm, and the detector goes on after them`(kind: DetectorKind) throws {
    var rows = SeededMetrics(rows: 800, seed: 4).rows
    for row in 300..<330 { rows[row] = [.nan, .nan] }
    for row in 400..<430 { rows[row][1] = .nan }
    for row in stride(from: 500, to: 600, by: 7) { rows[row][0] = .nan }
    rows[700] = [250, 60]
    for detector in try make(kind) {
      let scores = run(detector, rows)
      #expect(scores[300..<330].allSatisfy { $0 == .none })
      #expect(!scores[300..<600].contains { $0.isAnomaly && $0.value > 3 })
      #expect(scores[400..<430].allSatisfy { $0.top != 1 })
      #expect(scores[700].isAnomaly == (kind != .null && kind != .random))
    }
  }

  @Test(arguments: DetectorKind.allCases)
  func `the first row and a detector that sees nothing say nothing`(kind: DetectorKind) throws {
    for detector in try make(kind) {
      #expect(kind == .random || run(detector, [[50, 13]]).allSatisfy { $0.value == 0 && $0.top == nil })
      #expect(
        run(detector, [[Float]](repeating: [.nan, .nan], count: 300)).allSatisfy { $0.value == 0 && $0.top == nil })
    }
  }

  @Test(arguments: DetectorKind.allCases)
  func `a copy goes its own way`(kind: DetectorKind) throws {
    let rows = SeededMetrics(rows: 300, seed: 5).rows
    for detector in try make(kind) {
      let expected = run(detector, rows)
      var (left, right) = (detector, detector)
      for row in rows[..<200] {
        _ = left.score(row.span)
        _ = right.score(row.span)
      }
      for _ in 0..<20 { _ = right.score([900, -900].span) }
      #expect(rows[200...].map { left.score($0.span) } == Array(expected[200...]))
    }
  }
}
