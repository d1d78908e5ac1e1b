import Service
import Testing

@Suite struct SampleStoreTests {
  private func series(_ text: String, _ values: [(seconds: Double, value: Double)]) throws -> WrittenSeries {
    var parser = ExpositionParser(.text)
    var labels: SeriesLabels?
    try parser.consume(Array("\(text) 0\n".utf8)) { labels = $0.labels }
    return WrittenSeries(
      labels: try #require(labels),
      samples: values.map { Sample(milliseconds: Int64($0.seconds * 1_000), value: $0.value) })
  }

  private func store(_ limit: Int = 100) -> (SampleStore, SeriesBudget) {
    let budget = SeriesBudget(limit: limit)
    return (SampleStore(budget: budget), budget)
  }

  private func rule(
    _ selector: String, _ combination: SeriesTable.Combination, factor: Double = 1, divisor: String? = nil
  ) -> SeriesTable.Rule {
    SeriesTable.Rule(selector: selector, combination: combination, factor: factor, divisor: divisor)
  }

  @Test func `sums, means and counts are of the newest values`() throws {
    let (store, _) = store()
    let reader = try store.register(
      SeriesTable([
        .requestsPerSecond: rule("load", .sum), .cpuPercent: rule("load", .mean, factor: 100),
        .readyReplicas: rule("up", .count), .memoryPercent: rule("nothing", .sum),
      ]))
    let outcome = store.write(
      [
        try series("load{i=\"1\"}", [(0, 9), (10, 1)]), try series("load{i=\"2\"}", [(10, 2)]),
        try series("up{i=\"1\"}", [(10, 1)]), try series("up{i=\"2\"}", [(10, 0)]), try series("other", [(10, 5)]),
      ], at: 10)
    #expect(outcome.stored == 5 && outcome.unselected == 1)
    #expect(store.fields(of: reader, at: 10) == [.requestsPerSecond: 3, .cpuPercent: 150, .readyReplicas: 1])
    // What is not yet is not seen.
    #expect(store.fields(of: reader, at: 9) == [.requestsPerSecond: 9, .cpuPercent: 900])
  }

  @Test func `a series that was not heard of for long, or has ended, has no value`() throws {
    let (store, _) = store()
    var table = SeriesTable([.requestsPerSecond: rule("load", .sum)])
    table.staleSeconds = 30
    let reader = try store.register(table)
    _ = store.write([try series("load{i=\"1\"}", [(0, 1)]), try series("load{i=\"2\"}", [(10, 2)])], at: 10)
    #expect(store.fields(of: reader, at: 30) == [.requestsPerSecond: 3])
    #expect(store.fields(of: reader, at: 31) == [.requestsPerSecond: 2])
    _ = store.write([try series("load{i=\"2\"}", [(20, StaleMarker.value)])], at: 20)
    #expect(store.fields(of: reader, at: 19) == [.requestsPerSecond: 3])
    #expect(store.fields(of: reader, at: 20) == [.requestsPerSecond: 1])
    #expect(store.fields(of: reader, at: 31).isEmpty)
  }

  @Test func `a counter that begins anew has lost nothing`() throws {
    let (store, _) = store()
    let reader = try store.register(SeriesTable([.requestsPerSecond: rule("c", .rate)]))
    // Ten a second, with a restart between 30 and 45.
    let values: [(Double, Double)] = [(0, 1_000), (15, 1_150), (30, 1_300), (45, 150), (60, 300)]
    _ = store.write([try series("c", values)], at: 60)
    #expect(store.fields(of: reader, at: 60) == [.requestsPerSecond: 10])
    // One sample is no rate.
    #expect(store.fields(of: reader, at: 14).isEmpty)
  }

  @Test func `rates reach for the window's ends as Prometheus' do`() {
    func rate(_ samples: [(Double, Double)]) -> Double? {
      CounterRate.perSecond(
        samples.map { Sample(milliseconds: Int64($0.0 * 1_000), value: $0.1) }, end: 60_000, window: 60_000)
    }
    // Ends within 1.1 distances are reached in full: 40 in 40 s become 60 in 60 s.
    #expect(rate([(10, 100), (30, 120), (50, 140)]) == 1)
    // The beginning is too far away, so that half a distance is added: 20 in 20 s become 40 in 40 s (10 before, 10
    // after).
    #expect(rate([(30, 100), (50, 120)]) == 20 * (40.0 / 20) / 60)
    // The counter was zero five seconds before its first sample.
    #expect(rate([(10, 5), (30, 25), (50, 45)]) == 40 * (55.0 / 40) / 60)
    #expect(rate([(10, 100)]) == nil)
  }

  @Test func `a percentile is interpolated within its bucket`() {
    #expect(HistogramQuantile.value(0.95, of: [0.1: 50, 0.5: 90, 1: 100, .infinity: 100]) == 0.75)
    // Within the first bucket from zero; above the last bound only that bound is known.
    #expect(HistogramQuantile.value(0.95, of: [0.1: 100, .infinity: 100]) == 0.095)
    #expect(HistogramQuantile.value(0.95, of: [0.1: 10, 0.5: 20, .infinity: 100]) == 0.5)
    // Buckets never fall.
    #expect(HistogramQuantile.value(0.5, of: [1: 60, 2: 50, .infinity: 100]) == 1 * (50.0 / 60))
    #expect(HistogramQuantile.value(0.95, of: [0.1: 0, .infinity: 0]) == nil)
    #expect(HistogramQuantile.value(0.95, of: [0.1: 5, 1: 5]) == nil)
    #expect(HistogramQuantile.value(0.95, of: [.infinity: 5]) == nil)
  }

  @Test func `percentiles and shares come from rates`() throws {
    let (store, _) = store()
    let reader = try store.register(
      SeriesTable([
        .latencyP95Milliseconds: rule("d_bucket", .p95, factor: 1_000),
        .errorPercent: rule("r{code=~\"5..\"}", .rate, factor: 100, divisor: "r"),
      ]))
    func counter(_ text: String, _ perSecond: Double) throws -> WrittenSeries {
      try series(text, stride(from: 0.0, through: 60, by: 15).map { ($0, 1_000 + $0 * perSecond) })
    }
    // Two replicas whose buckets are added.
    for replica in ["1", "2"] {
      _ = store.write(
        [
          try counter("d_bucket{le=\"0.1\",i=\"\(replica)\"}", 9),
          try counter("d_bucket{le=\"0.5\",i=\"\(replica)\"}", 10),
          try counter("d_bucket{le=\"+Inf\",i=\"\(replica)\"}", 10), try counter("r{code=\"200\",i=\"\(replica)\"}", 9),
        ], at: 60)
    }
    var fields = store.fields(of: reader, at: 60)
    #expect(abs(try #require(fields[.latencyP95Milliseconds]) - 300) < 1e-9)
    // No series of an error yet is no error yet.
    #expect(fields[.errorPercent] == 0)
    _ = store.write([try counter("r{code=\"500\",i=\"1\"}", 2)], at: 60)
    fields = store.fields(of: reader, at: 60)
    #expect(abs(try #require(fields[.errorPercent]) - 10) < 1e-9)
  }

  @Test func `samples out of order are refused and others are not lost for it`() throws {
    let (store, _) = store()
    _ = try store.register(SeriesTable([.requestsPerSecond: rule("load", .sum)]))
    _ = store.write([try series("load", [(10, 1)])], at: 10)
    let outcome = store.write(
      [try series("load", [(10, 1), (10, 2), (9, 1), (11, 3)]), try series("load{i=\"2\"}", [(9, 1)])], at: 11)
    #expect(outcome.repeated == 1 && outcome.invalid == 2 && outcome.stored == 2)
    #expect(outcome.complaint == "duplicate sample for timestamp 10000 ms of load{}")
  }

  @Test func `series are limited, and those that are gone make room`() throws {
    let (store, budget) = store(2)
    var table = SeriesTable([.requestsPerSecond: rule("load", .sum)])
    table.staleSeconds = 100
    let reader = try store.register(table)
    func write(_ names: [String], at time: Double) throws -> WriteOutcome {
      store.write(try names.map { try series("load{i=\"\($0)\"}", [(time, 1)]) }, at: time)
    }
    var outcome = try write(["a", "b", "c"], at: 0)
    #expect(outcome.stored == 2 && outcome.refusedSeries == 1 && budget.count == 2)
    outcome = try write(["a", "c"], at: 90)
    #expect(outcome.refusedSeries == 1)
    // b is gone, and makes room for c.
    outcome = try write(["a", "c"], at: 110)
    #expect(outcome.refusedSeries == 0 && store.seriesCount == 2)
    #expect(store.fields(of: reader, at: 110) == [.requestsPerSecond: 2])
    store.remove(reader)
    #expect(store.seriesCount == 0 && budget.count == 0)
  }

  @Test func `a counter that ends leaves before one that is only silent`() throws {
    let (store, _) = store()
    _ = try store.register(SeriesTable([.requestsPerSecond: rule("c", .rate)]))
    _ = store.write(
      [try series("c{i=\"1\"}", [(0, 1), (1, StaleMarker.value)]), try series("c{i=\"2\"}", [(0, 1)])], at: 1)
    #expect(store.seriesCount == 2)
    _ = store.write([], at: 130)
    #expect(store.seriesCount == 1)
    _ = store.write([], at: 330)
    #expect(store.seriesCount == 0)
  }

  @Test func `what is kept of a series is what its readers need`() throws {
    let (store, _) = store()
    _ = try store.register(SeriesTable([.requestsPerSecond: rule("c", .rate), .cpuPercent: rule("g", .mean)]))
    for second in stride(from: 0.0, to: 600, by: 1) {
      _ = store.write([try series("c", [(second, second)]), try series("g", [(second, second)])], at: second)
    }
    // The window of 60 s, a minute for late decisions, and one sample before; of the gauge the minute.
    #expect(store.sampleCount == 121 + 61)
    for step in 0..<2_000 { _ = store.write([try series("c", [(600 + Double(step) / 100, 1)])], at: 620) }
    #expect(store.sampleCount == 512 + 61)
  }

  @Test func `rules that come later find the series that there are`() throws {
    let (store, _) = store()
    let first = try store.register(SeriesTable([.requestsPerSecond: rule("load", .sum)]))
    _ = store.write([try series("load{i=\"1\"}", [(0, 1)]), try series("other{i=\"1\"}", [(0, 4)])], at: 0)
    let second = try store.register(
      SeriesTable([.requestsPerSecond: rule("load{i=\"1\"}", .sum), .cpuPercent: rule("{i=~\".+\"}", .sum)]))
    _ = store.write([try series("other{i=\"1\"}", [(1, 4)])], at: 1)
    #expect(store.fields(of: second, at: 1) == [.requestsPerSecond: 1, .cpuPercent: 5])
    store.remove(first)
    #expect(store.fields(of: second, at: 1) == [.requestsPerSecond: 1, .cpuPercent: 5])
    store.remove(second)
    #expect(store.seriesCount == 0)
  }
}
