import Detection
import Tensors
import Testing

struct RandomCutForestDetectorTests {
  private func noise(_ rows: Int, level: Float = 100, seed: UInt64) -> [Float] {
    var random = RandomSource(seed: seed)
    return (0..<rows).map { _ in level + Float(random.normal()) }
  }

  private func run(_ values: [Float]) -> [AnomalyScore] {
    var detector = RandomCutForestDetector(metricCount: 1)
    return scores(&detector, values.map { [$0] })
  }

  @Test func `a spike is found, and a second one soon after it`() {
    var values = noise(800, seed: 1)
    values[600] = 160
    values[606] = 160
    let scores = run(values)
    #expect(scores[600].isAnomaly && scores[606].isAnomaly)
    #expect(scores.count { $0.isAnomaly } <= 4)
  }

  @Test func `a constant that moves by one unit raises no alarm, one that doubles does`() {
    var values = [Float](repeating: 100, count: 600)
    values[300] = 101
    values[500] = 200
    let scores = run(values)
    #expect(!scores[..<500].contains { $0.isAnomaly })
    #expect(scores[500].isAnomaly)
  }

  @Test func `a finding says what was seen and what was expected`() throws {
    var detector = RandomCutForestDetector(metricCount: 1)
    for value in noise(500, seed: 2) { _ = detector.score([value].span) }
    _ = detector.score([180].span)
    let finding = try #require(detector.finding(of: 0))
    #expect(finding.value == 180 && abs(finding.expected - 100) < 3)
    #expect(finding.lower < 100 && finding.upper > 100 && finding.upper < 180 && finding.contribution == 1)
  }
}
