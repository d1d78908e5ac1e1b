import Metrics
import Service
import Testing

@Suite struct OpenMetricsFactoryTests {
  private let registry = MetricRegistry()
  private let factory: OpenMetricsFactory

  init() { factory = OpenMetricsFactory(registry) }

  private var scrape: Scrape {
    var writer = ExpositionWriter(.openMetrics)
    registry.write(into: &writer)
    return Scrape(writer.finish())
  }

  @Test func `equal labels and dimensions are one series`() {
    Counter(label: "c", dimensions: [("a", "1"), ("b", "2")], factory: factory).increment()
    Counter(label: "c", dimensions: [("b", "2"), ("a", "1")], factory: factory).increment(by: 2)
    FloatingPointCounter(label: "c", dimensions: [("a", "1"), ("b", "2")], factory: factory).increment(by: 0.5)
    #expect(scrape.samples == [#"c_total{a="1",b="2"}"#: 3.5])
  }

  @Test func `a counter never falls, and is zero after a reset`() {
    let counter = FloatingPointCounter(label: "c", factory: factory)
    for amount in [2.5, -1, .nan, .infinity, 0] { counter.increment(by: amount) }
    Counter(label: "c", factory: factory).increment(by: -7)
    #expect(scrape["c_total"] == 2.5)
    counter.reset()
    #expect(scrape["c_total"] == 0)
  }

  @Test func `meters and recorders that do not aggregate are gauges`() {
    let meter = Meter(label: "meter", factory: factory)
    meter.set(4)
    meter.increment(by: 1.5)
    meter.decrement(by: 3.0)
    let gauge = Gauge(label: "gauge", factory: factory)
    gauge.record(1)
    gauge.record(-2.0)
    #expect(scrape.samples == ["meter": 2.5, "gauge": -2])
  }

  @Test func `a recorder that aggregates is a histogram whose buckets add up`() {
    let recorder = Recorder(label: "sizes", factory: factory)
    for value in [-1.0, 0.00005, 0.3, 11, .infinity, .nan] { recorder.record(value) }
    #expect(scrape[#"sizes_bucket{le="5e-05"}"#] == 2)
    #expect(scrape[#"sizes_bucket{le="0.5"}"#] == 3)
    #expect(scrape[#"sizes_bucket{le="10.0"}"#] == 3)
    #expect(scrape[#"sizes_bucket{le="+Inf"}"#] == 5)
    #expect(scrape["sizes_count"] == 5)
    #expect(scrape["sizes_sum"] == .infinity)
  }

  @Test func `timers are in seconds whatever they were recorded in`() {
    let timer = Timer(label: "work_seconds", preferredDisplayUnit: .milliseconds, factory: factory)
    timer.recordMilliseconds(1_500)
    timer.recordNanoseconds(-5)
    #expect(scrape["work_seconds_sum"] == 1.5)
    #expect(scrape["work_seconds_count"] == 2)
  }

  @Test func `names of libraries become snake case, and a counter's total is not doubled`() {
    Counter(label: "http.serverErrors_total", factory: factory).increment()
    Gauge(label: "9-lives", factory: factory).record(9)
    #expect(Set(scrape.samples.keys) == ["http_server_errors_total", "_9_lives"])
  }

  @Test func `what is destroyed is gone, and begins at zero when it comes back`() {
    let counter = Counter(label: "c", factory: factory)
    let timer = Timer(label: "t", factory: factory)
    counter.increment()
    timer.recordSeconds(1)
    counter.destroy()
    timer.destroy()
    #expect(scrape.lines == ["# EOF"])
    let again = Counter(label: "c", factory: factory)
    counter.destroy()
    again.increment()
    #expect(scrape.samples == ["c_total": 1])
  }

  @Test func `series beyond a family's limit are added up in one`() {
    for number in 0..<2_000 {
      Counter(label: "c", dimensions: [("client", "\(number)"), ("kind", "x")], factory: factory).increment()
    }
    let scrape = scrape
    #expect(scrape.samples.count == MetricFamily.mostSeries + 1)
    #expect(scrape[#"c_total{client="other",kind="other"}"#] == Double(2_000 - MetricFamily.mostSeries))
    #expect(scrape.samples.values.reduce(0, +) == 2_000)
  }

  @Test func `nothing is lost when many threads count at once, and every reading agrees with itself`() async {
    let tasks = 8
    let rounds = 5_000
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<tasks {
        group.addTask {
          // Each looks its instruments up itself, so that making them is at stake, too.
          let counter = Counter(label: "c", factory: factory)
          let fraction = FloatingPointCounter(label: "f", factory: factory)
          let meter = Meter(label: "m", factory: factory)
          let recorder = Recorder(label: "r", factory: factory)
          for round in 0..<rounds {
            counter.increment()
            fraction.increment(by: 0.25)
            meter.increment()
            recorder.record(round % 2 == 0 ? 0.001 : 1.0)
            if task == 0, round % 500 == 0 {
              let scrape = scrape
              #expect(scrape[#"r_bucket{le="+Inf"}"#] == scrape["r_count"])
              let whole = scrape["r_bucket{le=\"1.0\"}"] ?? 0
              let small = scrape["r_bucket{le=\"0.001\"}"] ?? 0
              let sum = scrape["r_sum"] ?? .nan
              #expect(abs(sum - (whole - small) - small * 0.001) < 1e-6)
            }
          }
        }
      }
    }
    let total = Double(tasks * rounds)
    #expect(scrape["c_total"] == total)
    #expect(scrape["f_total"] == total / 4)
    #expect(scrape["m"] == total)
    #expect(scrape["r_count"] == total)
    #expect(scrape[#"r_bucket{le="0.001"}"#] == total / 2)
  }
}
