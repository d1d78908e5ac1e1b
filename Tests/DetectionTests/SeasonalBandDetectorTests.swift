import Detection
import Tensors
import Testing

struct SeasonalBandDetectorTests {
  /// Quiet but for the half hour at noon; every minute, for days.
  private func value(_ minute: Int, _ random: inout RandomSource) -> Float {
    (((minute % 1_440) / 30 == 24) ? 500 : 100) + Float(random.normal())
  }

  @Test func `a daily peak is expected after some days, and its absence is strange`() throws {
    var random = RandomSource(seed: 1)
    var detector = SeasonalBandDetector(metricCount: 1)
    for minute in 0..<4 * 1_440 + 725 {
      let score = detector.score([value(minute, &random)].span, at: Double(minute) * 60)
      if minute >= 1_440 { #expect(!score.isAnomaly) }
    }
    let score = detector.score([100].span, at: Double(4 * 1_440 + 725) * 60)
    #expect(score.isAnomaly && score.top == 0)
    let finding = try #require(detector.finding(of: 0))
    #expect(abs(finding.expected - 500) < 5 && finding.lower > 100 && finding.contribution == 1)
    #expect(detector.score([500].span, at: Double(4 * 1_440 + 800) * 60).isAnomaly)
  }
}
