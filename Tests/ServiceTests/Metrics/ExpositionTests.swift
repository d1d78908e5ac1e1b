import Metrics
import Service
import Testing

@Suite struct ExpositionTests {
  /// A counter, a gauge, a histogram and an info, with what must be escaped.
  private static func written(_ format: ExpositionFormat) -> String {
    let registry = MetricRegistry()
    let factory = OpenMetricsFactory(registry)
    Counter(label: "http.requests", dimensions: [("path", "a\\b\"c\nd"), ("method", "GET")], factory: factory)
      .increment(by: 3)
    Gauge(label: "queueLength", factory: factory).record(2.5)
    let timer = Timer(label: "wait", factory: factory)
    for nanoseconds in [50_000, 60_000, 1_500_000, 20_000_000_000] { timer.recordNanoseconds(nanoseconds) }
    var writer = ExpositionWriter(format)
    registry.write(into: &writer)
    writer.begin(.info("program_build", "A \"program\"\\\nof two lines.", labels: ["version"]))
    writer.sample(MetricLabels([("version", "1.0")]), 1)
    return String(decoding: writer.finish().body, as: UTF8.self)
  }

  private static let buckets = """
    wait_seconds_bucket{le="5e-05"} 1
    wait_seconds_bucket{le="0.0001"} 2
    wait_seconds_bucket{le="0.00025"} 2
    wait_seconds_bucket{le="0.0005"} 2
    wait_seconds_bucket{le="0.001"} 2
    wait_seconds_bucket{le="0.0025"} 3
    wait_seconds_bucket{le="0.005"} 3
    wait_seconds_bucket{le="0.01"} 3
    wait_seconds_bucket{le="0.025"} 3
    wait_seconds_bucket{le="0.05"} 3
    wait_seconds_bucket{le="0.1"} 3
    wait_seconds_bucket{le="0.25"} 3
    wait_seconds_bucket{le="0.5"} 3
    wait_seconds_bucket{le="1.0"} 3
    wait_seconds_bucket{le="2.5"} 3
    wait_seconds_bucket{le="5.0"} 3
    wait_seconds_bucket{le="10.0"} 3
    wait_seconds_bucket{le="+Inf"} 4
    wait_seconds_sum 20.00161
    wait_seconds_count 4
    """

  @Test func `OpenMetrics has type, unit and help, counters by family, and an end`() {
    #expect(
      Self.written(.openMetrics) == #"""
        # TYPE http_requests counter
        # HELP http_requests Counter http.requests of a library.
        http_requests_total{method="GET",path="a\\b\"c\nd"} 3
        # TYPE queue_length gauge
        # HELP queue_length Gauge queueLength of a library.
        queue_length 2.5
        # TYPE wait_seconds histogram
        # UNIT wait_seconds seconds
        # HELP wait_seconds Distribution wait of a library.
        \#(Self.buckets)
        # TYPE program_build info
        # HELP program_build A \"program\"\\\nof two lines.
        program_build_info{version="1.0"} 1
        # EOF

        """#)
  }

  @Test func `the text format names families as their samples and knows no info`() {
    #expect(
      Self.written(.text) == #"""
        # HELP http_requests_total Counter http.requests of a library.
        # TYPE http_requests_total counter
        http_requests_total{method="GET",path="a\\b\"c\nd"} 3
        # HELP queue_length Gauge queueLength of a library.
        # TYPE queue_length gauge
        queue_length 2.5
        # HELP wait_seconds Distribution wait of a library.
        # TYPE wait_seconds histogram
        \#(Self.buckets)
        # HELP program_build_info A "program"\\\nof two lines.
        # TYPE program_build_info gauge
        program_build_info{version="1.0"} 1

        """#)
  }

  @Test(arguments: [
    (0.0, "0"), (-0.0, "-0.0"), (1e15, "1000000000000000"), (0.1, "0.1"), (1e300, "1e+300"), (-2.5e-9, "-2.5e-09"),
    (Double.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
  ])
  func `values are written so that they read back the same`(value: Double, text: String) {
    var writer = ExpositionWriter(.text)
    writer.begin(.gauge("g", "A gauge."))
    writer.sample(MetricLabels([]), value)
    let lines = String(decoding: writer.finish().body, as: UTF8.self).split(separator: "\n")
    #expect(lines.last == "g \(text)")
  }

  @Test func `labels are ordered and valid, and reserved names give way`() {
    let labels = MetricLabels([("z", "1"), ("http.method", "GET"), ("le", "2"), ("9lives", "3"), ("z", "4")])
    #expect(labels.text == #"_9lives="3",exported_le="2",http_method="GET",z="4""#)
  }
}
