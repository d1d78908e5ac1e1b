import Detection
import Testing

struct NABScorerReferenceTests {
  private static func corpus() throws -> (fixture: MeasureFixture.NAB, series: [NABSeries]) {
    let fixture = try MeasureFixture.shared.get().nab
    let series = try fixture.series.map { series in
      let rows = NABSeries.rows(of: series.windows.map { ($0[0], $0[1]) }, times: series.times)
      return NABSeries(name: series.name, windows: try rows.map { try #require($0) }, scores: series.scores)
    }
    return (fixture, series)
  }

  @Test func `windows reach from the first row of one time to the last row of the other`() throws {
    let (fixture, corpus) = try Self.corpus()
    #expect(corpus.map { $0.windows } == fixture.series.map { $0.rows.map { $0[0]...$0[1] } })
    #expect(NABSeries.rows(of: [(0, 5), (1, 9), (2, 1)], times: [0, 1, 2]) == [nil, nil, nil])
  }

  @Test(arguments: NABProfile.allCases)
  func `values, best threshold and scores are those of their definition`(profile: NABProfile) throws {
    let (fixture, corpus) = try Self.corpus()
    let expected = try #require(fixture.profiles[profile.rawValue])
    let scorer = NABScorer(profile)
    for (series, values) in zip(corpus, expected.values) {
      let found = scorer.values(of: series)
      #expect(found.count == values.count && zip(found, values).allSatisfy { agree($0, $1) }, "\(series.name)")
    }
    #expect(scorer.bestThreshold(corpus) == expected.threshold)
    let best = scorer.score(corpus, threshold: expected.threshold)
    #expect(agree(best.raw, expected.raw) && agree(best.normalized, expected.normalized))
    #expect(zip(best.files, expected.files).allSatisfy { agree($0.score, $1) })
    let half = scorer.score(corpus, threshold: 0.5)
    #expect(half.files.map(\.file) == fixture.series.map(\.name))
    #expect(zip(half.files, expected.filesAtHalf).allSatisfy { agree($0.score, $1) })
  }

  @Test func `nothing detected scores 0, every window at its left edge 100`() throws {
    let windows = [50...59, 80...89]
    func score(_ rows: [Int], _ profile: NABProfile) -> (threshold: Double, score: NABScore) {
      let scores = (0..<100).map { rows.contains($0) ? 1.0 : 0 }
      let corpus = [NABSeries(name: "a", windows: windows, scores: scores)]
      let scorer = NABScorer(profile)
      let threshold = scorer.bestThreshold(corpus)
      return (threshold, scorer.score(corpus, threshold: threshold))
    }
    for profile in NABProfile.allCases {
      let perfect = score([50, 80], profile)
      #expect(perfect.threshold == 1 && agree(perfect.score.normalized, 100))
      #expect(perfect.score.files[0].windowsHit == 2 && perfect.score.files[0].falseAlarms == 0)
      let nothing = score([], profile)
      #expect(nothing.threshold > 1 && nothing.score.normalized == 0 && nothing.score.files[0].windowsHit == 0)
      // Rows in probation, the first 15, count for nothing.
      #expect(agree(score([3, 50, 80], profile).score.normalized, 100))
      #expect(try #require(score([20, 50, 80], profile).score.normalized) < 100)
    }
  }

  @Test func `random scores are worth little, and chatty ones less than nothing`() throws {
    let zeros = [Double](repeating: 0, count: 2_000)
    let corpus = (0..<10).map { index in
      let random = LabelledScores(zeros, events: []).randomized(seed: UInt64(index))
      return NABSeries(name: "\(index)", windows: [1_000...1_199], scores: random.scores)
    }
    let scorer = NABScorer(.standard)
    let best = try #require(scorer.score(corpus, threshold: scorer.bestThreshold(corpus)).normalized)
    #expect(best >= 0 && best < 35)
    #expect(try #require(scorer.score(corpus, threshold: 0).normalized) < 0)
    let unlabelled = [NABSeries(name: "a", windows: [], scores: zeros)]
    #expect(scorer.score(unlabelled, threshold: 1).normalized == nil)
  }
}
