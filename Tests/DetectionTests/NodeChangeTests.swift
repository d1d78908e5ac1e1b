import Detection
import Testing

struct NodeChangeTests {
  @Test func `the broken series comes first, and the rates count values outside of their bands`() throws {
    var metrics = SeededMetrics(rows: 3_000, seed: 5)
    for row in 2_900..<2_960 { metrics.columns[1][row] += 8 }
    func node(_ window: Range<Int>) -> NodeChange {
      NodeChange(
        "web", metrics: SeededMetrics.names, columns: metrics.columns, times: nil, window: window,
        detector: StreamingDetector(metricCount: 2))
    }
    let broken = node(2_900..<2_960)
    #expect(broken.series.map(\.metric) == ["latencyP95Milliseconds", "cpuPercent"])
    #expect(try #require(broken.series[0].change).strength > 2)
    #expect(try #require(broken.series[1].change).strength < 1.5)
    let rates = (try #require(broken.rate.share), try #require(broken.rateBefore.share))
    #expect(rates.0 > 10 * rates.1 && rates.1 < 0.02)
    #expect(broken.rate.values == 120 && broken.series[0].rate.values == 60)
    #expect(broken.rate.anomalous == broken.series.reduce(0) { $0 + $1.rate.anomalous })
    let quiet = node(2_700..<2_760)
    #expect(try #require(quiet.rate.share) < 0.05)
  }

  @Test func `a metric without values has no change and no rate`() {
    let gone = NodeChange(
      "web", metrics: ["gone"], columns: [[Double](repeating: .nan, count: 300)], times: nil, window: 200..<260,
      detector: StreamingDetector(metricCount: 1))
    #expect(gone.series[0].change == nil && gone.rate.share == nil && gone.rateBefore.share == nil)
  }
}
