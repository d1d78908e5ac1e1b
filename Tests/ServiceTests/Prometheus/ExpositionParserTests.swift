import Service
import Testing

@Suite struct ExpositionParserTests {
  private func samples(
    _ text: String, _ format: ExpositionFormat = .text, limits: ExpositionLimits = ExpositionLimits(),
    pieces: Int = .max
  ) throws -> [ExpositionSample] {
    var parser = ExpositionParser(format, limits: limits)
    var samples: [ExpositionSample] = []
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      try parser.consume(rest.prefix(pieces)) { samples.append($0) }
      rest = rest.dropFirst(pieces)
    }
    try parser.finish { samples.append($0) }
    return samples
  }

  private func complaint(
    _ text: String, _ format: ExpositionFormat = .text, limits: ExpositionLimits = ExpositionLimits()
  ) -> String? {
    do {
      _ = try samples(text, format, limits: limits)
      return nil
    } catch {
      return "\(error)"
    }
  }

  private func labels(_ pairs: KeyValuePairs<String, String>) throws -> SeriesLabels {
    try SeriesLabels(pairs.map { SeriesLabels.Label($0.key, $0.value) })
  }

  /// The example of Prometheus' documentation, with everything that the format allows.
  private static let text = """
    # HELP http_requests_total The total number of HTTP requests.
    # TYPE http_requests_total counter
    http_requests_total{method="post",code="200"} 1027 1395066363000
    http_requests_total{method="post",code="400"}    3 1395066363000

    # Escaping in label values:
    msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"FILE.TXT\\""} 1.458255915e9
    # Minimalistic line:
    metric_without_timestamp_and_labels 12.47
    something_weird{problem="division by zero"} +Inf -3982045
    # TYPE http_request_duration_seconds histogram
    http_request_duration_seconds_bucket{le="0.05",} 24054
    http_request_duration_seconds_bucket{le="+Inf"} 144320
    http_request_duration_seconds_sum 53423
    http_request_duration_seconds_count 144320
    \trpc_duration_seconds { quantile = "0.01" , } NaN\t

    """

  @Test func `the documentation's example is read to the last series`() throws {
    let all = try samples(Self.text)
    #expect(all.count == 10)
    #expect(
      all[0]
        == ExpositionSample(
          labels: try labels(["__name__": "http_requests_total", "code": "200", "method": "post"]), value: 1027,
          milliseconds: 1_395_066_363_000))
    #expect(all[2].labels["path"] == "C:\\DIR\\FILE.TXT")
    #expect(all[2].labels["error"] == "Cannot find file:\n\"FILE.TXT\"")
    #expect(all[2].value == 1_458_255_915)
    #expect(
      all[3]
        == ExpositionSample(
          labels: try labels(["__name__": "metric_without_timestamp_and_labels"]), value: 12.47, milliseconds: nil))
    #expect(all[4].value == .infinity && all[4].milliseconds == -3_982_045)
    #expect(all[6].labels["le"] == "+Inf" && all[6].value == 144_320)
    #expect(all[9].labels["quantile"] == "0.01" && all[9].value.isNaN)
  }

  @Test(arguments: [1, 2, 7, 64]) func `it does not matter in what pieces a text comes`(size: Int) throws {
    let whole = try samples(Self.text).map { "\($0)" }
    #expect(try samples(Self.text, pieces: size).map { "\($0)" } == whole)
  }

  @Test func `OpenMetrics has seconds, exemplars that are read over, and an end`() throws {
    let text = """
      # TYPE foo histogram
      # UNIT foo seconds
      # HELP foo \\"quoted\\" help
      foo_bucket{le="0.01"} 0
      foo_bucket{le="0.1"} 8 # {} 0.054
      foo_bucket{le="+Inf"} 11 1520879607.789 # {trace_id="KOO5S4vxi0o # }"} 0.67 1520879607.7
      foo_count 11
      foo_created 1.520872607123e9
      # EOF
      """
    let all = try samples(text, .openMetrics)
    #expect(all.map(\.value) == [0, 8, 11, 11, 1_520_872_607.123])
    #expect(all[1].milliseconds == nil)
    #expect(all[2].milliseconds == 1_520_879_607_789)
    #expect(complaint("foo 1\n", .openMetrics) == "line 1: the text ends without '# EOF'; it was cut off")
    #expect(complaint("# EOF\nfoo 1\n", .openMetrics) == "line 2: there is more after '# EOF'")
  }

  @Test(arguments: [
    ("a 1\nb{x=\"1\" y=\"2\"} 1\n", "line 2: expected ',' or '}' after the label 'x'"),
    ("1a 1\n", "line 1: expected a name at byte 1"),
    ("a{x} 1\n", "line 1: expected '=' after the label's name 'x'"),
    ("a{x=1} 1\n", "line 1: expected '\"' before the value of 'x'"),
    ("a{x=\"1} 1\n", "line 1: the value of 'x' has no end"),
    ("a{x=\"1\",x=\"2\"} 1\n", "line 1: the label 'x' stands twice"),
    ("a\n", "line 1: the value is missing"),
    ("a one\n", "line 1: the value 'one' is no number"),
    ("a 1 2 3\n", "line 1: there is more than a value and a time"),
    ("a 1 1e300\n", "line 1: the time 1e+300 is none"),
    ("a 1 # {x=\"1\"} 1\n", "line 1: the time '#' is no number"),
    ("a 1\nb 2", "line 2: the text ends within a line; it was cut off, or lacks its last line feed"),
  ]) func `what is wrong is said with its line`(text: String, sentence: String) {
    #expect(complaint(text) == sentence)
  }

  @Test func `bytes that are no UTF-8 are refused`() throws {
    var parser = ExpositionParser(.text)
    let bytes = Array("a{x=\"".utf8) + [0xFF] + Array("\"} 1\n".utf8)
    #expect(throws: ExpositionError(line: 1, reason: "the value of 'x' is not UTF-8")) {
      try parser.consume(bytes) { _ in }
    }
  }

  @Test func `lines, samples and labels are limited`() throws {
    let limits = ExpositionLimits(line: 32, samples: 2, labels: 2)
    #expect(complaint("a 1\nb 1\n", limits: limits) == nil)
    #expect(complaint("a 1\nb 1\nc 1\n", limits: limits) == "line 3: there are more than 2 samples")
    #expect(complaint("a{b=\"1\",c=\"1\"} 1\n", limits: limits) == nil)
    #expect(complaint("a{b=\"1\",c=\"1\",d=\"1\"} 1\n", limits: limits) == "line 1: a has more than 2 labels")
    let long = "a{b=\"" + String(repeating: "x", count: 40)
    #expect(complaint(long + "\"} 1\n", limits: limits) == "line 1: it is longer than 32 bytes")
    // A line that never ends is not kept either.
    #expect(complaint(long, limits: limits) == "line 1: it is longer than 32 bytes")
  }

  @Test(arguments: [
    ("application/openmetrics-text; version=1.0.0; charset=utf-8", ExpositionFormat.openMetrics),
    ("text/plain; version=0.0.4", .text), ("", .text),
  ]) func `the content type names the format`(type: String, format: ExpositionFormat) {
    #expect(ExpositionFormat(contentType: type) == format)
  }

  @Test func `a label that says where a series is from moves one of its name aside`() throws {
    let plain = try labels(["__name__": "a", "z": "1"])
    #expect(plain.adding("instance", "h:1") == (try labels(["__name__": "a", "instance": "h:1", "z": "1"])))
    let own = try labels(["__name__": "a", "instance": "mine"])
    #expect(
      own.adding("instance", "h:1") == (try labels(["__name__": "a", "exported_instance": "mine", "instance": "h:1"])))
    #expect(plain.description == "a{z=\"1\"}")
  }
}
