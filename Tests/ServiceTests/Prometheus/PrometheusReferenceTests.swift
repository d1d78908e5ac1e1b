import Foundation
import Service
import Synchronization
import Testing

/// Against the real Prometheus of Debian's package `prometheus`.
@Suite(.serialized) struct PrometheusReferenceTests {
  private static let isThere = Program.path("prometheus") != nil && Program.path("promtool") != nil

  private static func arguments(_ folder: URL, _ port: Int) -> [String] {
    [
      "--config.file=prometheus.yml", "--storage.tsdb.path=\(folder.path)/data", "--storage.tsdb.retention.time=100y",
      "--web.listen-address=127.0.0.1:\(port)",
    ]
  }

  // MARK: Back-fill

  /// Two replicas over 26 hours, with a restart and half an hour of nothing.
  private struct Past {
    static let step = 15.0
    static let start = 1_700_000_010.0
    static let count = 6_240
    static let gap = 2_000..<2_120
    static let restart = 4_000

    /// The samples of each series by its text.
    var series: [(name: String, values: [(row: Int, value: Double)])] = []

    init() {
      var state: UInt64 = 42
      func dice() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 33) / Double(1 << 31)
      }
      for replica in 1...2 {
        let labels = "job=\"web\",instance=\"\(replica)\""
        var counters: [String: Double] = [:]
        var values: [String: [(Int, Double)]] = [:]
        for row in 0..<Self.count where !Self.gap.contains(row) {
          // Only one replica begins anew.
          if row == Self.restart, replica == 1 { counters = [:] }
          let requests = (1_000 + 500 * dice()).rounded()
          let errors = row > 1_000 ? (20 * dice()).rounded() : 0
          counters["http_requests_total{\(labels),code=\"200\"}", default: 0] += requests - errors
          if row > 1_000 { counters["http_requests_total{\(labels),code=\"503\"}", default: 0] += errors }
          var below = 0.0
          for (bound, share) in [("0.05", 0.3), ("0.1", 0.3), ("0.5", 0.3), ("1.0", 0.08)] {
            below += (requests * share * (0.5 + dice() / 2)).rounded()
            counters["http_request_duration_seconds_bucket{\(labels),le=\"\(bound)\"}", default: 0] += below
          }
          counters["http_request_duration_seconds_bucket{\(labels),le=\"+Inf\"}", default: 0] += requests
          for (name, value) in counters { values[name, default: []].append((row, value)) }
          values["cpu{\(labels)}", default: []].append((row, 100 * dice()))
          values["up{\(labels)}", default: []].append((row, dice() < 0.9 ? 1 : 0))
        }
        for (name, values) in values { series.append((name, values)) }
      }
      series.sort { $0.name < $1.name }
    }

    static func time(_ row: Int) -> Double { start + Double(row) * step }

    /// For `promtool tsdb create-blocks-from openmetrics`.
    var openMetrics: String {
      var text = ""
      for (name, values) in series {
        for (row, value) in values { text += "\(name) \(value) \(Int(Self.time(row)))\n" }
      }
      return text + "# EOF\n"
    }
  }

  private static let rules: SeriesTable = {
    var table = SeriesTable([
      .requestsPerSecond: .init(selector: "http_requests_total{job=\"web\"}", combination: .rate),
      .latencyP95Milliseconds: .init(
        selector: "http_request_duration_seconds_bucket{job=\"web\"}", combination: .p95, factor: 1_000),
      .errorPercent: .init(
        selector: "http_requests_total{job=\"web\",code=~\"5..\"}", combination: .rate, factor: 100,
        divisor: "http_requests_total{job=\"web\"}"),
      .cpuPercent: .init(selector: "cpu{job=\"web\"}", combination: .mean),
      .readyReplicas: .init(selector: "up{job=\"web\"}", combination: .sum),
    ])
    table.windowSeconds = 60
    return table
  }()

  /// What our own store makes of the same samples, tick by tick.
  private static func stored(_ past: Past) throws -> [[ObservationField: Double]] {
    let store = SampleStore(budget: SeriesBudget(limit: 100))
    let reader = try store.register(rules)
    var rows = [[WrittenSeries]](repeating: [], count: Past.count)
    for (name, values) in past.series {
      var parser = ExpositionParser(.text)
      var labels: SeriesLabels?
      try parser.consume(Array("\(name) 0\n".utf8)) { labels = $0.labels }
      for (row, value) in values {
        rows[row].append(
          WrittenSeries(
            labels: try #require(labels), samples: [Sample(milliseconds: Int64(Past.time(row)) * 1_000, value: value)]))
      }
    }
    return rows.enumerated().map { row, written in
      _ = store.write(written, at: Past.time(row))
      return store.fields(of: reader, at: Past.time(row))
    }
  }

  @Test(.enabled(if: isThere, "prometheus is not installed"))
  func `history has gaps and no resets, and the sample store makes the same of the same samples`() async throws {
    let past = Past()
    var queries = try QueryPreset.http.table(["job": "web"])
    queries.expressions[.cpuPercent] = "avg(cpu{job=\"web\"})"
    let (table, tick) = try await Program.running(
      "prometheus", files: ["prometheus.yml": "", "past.om": past.openMetrics],
      prepare: {
        try Program.run("promtool", ["tsdb", "create-blocks-from", "openmetrics", "past.om", "data"], in: $0)
      },
      arguments: Self.arguments, ready: "/-/ready"
    ) { [queries] program in
      let source = PrometheusSource(
        PrometheusSettings(url: program.url, queries: queries), tickSeconds: Past.step, workload: "web",
        client: LocalServer.client, log: LocalServer.silent)
      return (
        try await source.history(from: Past.start - 7, to: Past.time(Past.count - 1) + 7),
        try await source.observation(at: Past.time(3_000))
      )
    }
    #expect(table.rowCount == Past.count && table.timestamps?.first == Past.start)
    let requests = try table.column("requestsPerSecond")
    // Two replicas at 1,000 to 1,500 requests in 15 s; a reset is neither a fall nor a peak.
    #expect(requests[Past.restart - 10..<Past.restart + 10].allSatisfy { (2_000 / 15...3_000 / 15).contains($0) })
    // A minute's rate needs two samples within it: three ticks into the gap, and until the second one after it.
    let missing = requests.indices.filter { requests[$0].isNaN }
    #expect(missing == [0] + Array(Past.gap.lowerBound + 3...Past.gap.upperBound))
    #expect(tick.requestsPerSecond == requests[3_000] && tick.timestamp == Past.time(3_000))

    let stored = try Self.stored(past)
    for field in ObservationField.allCases where queries.expressions[field] != nil {
      let column = try table.column(field.rawValue)
      var compared = 0
      var largest = 0.0
      for (row, value) in column.enumerated() {
        let own = stored[row][field]
        #expect(
          (own == nil) == value.isNaN,
          "\(field) in row \(row): \(own.map { "\($0)" } ?? "nil"), Prometheus has \(value)")
        guard let own, !value.isNaN else { continue }
        compared += 1
        largest = max(largest, abs(own - value) / max(1, abs(value)))
      }
      #expect(compared > 6_000)
      #expect(largest < 1e-9, "\(field)")
    }
  }

  /// Ten minutes of a node-exporter, of cAdvisor and kube-state-metrics, and of a process.
  private static var exporters: String {
    // By series: its value at the beginning, and what it grows by in a second.
    var series: [(String, Double, Double)] = []
    for instance in ["a", "b"] {
      series.append(("node_cpu_seconds_total{job=\"node\",instance=\"\(instance)\",mode=\"idle\"}", 1_000, 0.75))
      series.append(("node_cpu_seconds_total{job=\"node\",instance=\"\(instance)\",mode=\"user\"}", 500, 0.25))
      series.append(("node_memory_MemTotal_bytes{job=\"node\",instance=\"\(instance)\"}", 100, 0))
      series.append(("node_memory_MemAvailable_bytes{job=\"node\",instance=\"\(instance)\"}", 25, 0))
      series.append(("up{job=\"node\",instance=\"\(instance)\"}", 1, 0))
      series.append(("process_cpu_seconds_total{job=\"web\",instance=\"\(instance)\"}", 9, instance == "a" ? 0.2 : 0.4))
    }
    series.append(("up{job=\"node\",instance=\"c\"}", 0, 0))
    // The last two are not of the Deployment `web` that is ready: one of its pods starts, one is another's.
    for (pod, cpu, memory, isReady) in [
      ("web-6d4f5c7b9d-abcde", 0.5, 40.0, true), ("web-6d4f5c7b9d-fghij", 0.3, 60, true),
      ("web-6d4f5c7b9d-klmno", 0.9, 90, false), ("web-api-5c7b9d6d4f-abcde", 0.9, 90, true),
    ] {
      let pod = "namespace=\"shop\",pod=\"\(pod)\""
      for container in ["app", "", "POD"] {
        series.append(("container_cpu_usage_seconds_total{\(pod),container=\"\(container)\"}", 100, cpu))
        series.append(("container_memory_working_set_bytes{\(pod),container=\"\(container)\"}", memory, 0))
      }
      for (resource, amount) in [("cpu", 1.0), ("memory", 100)] {
        series.append(
          ("kube_pod_container_resource_requests{\(pod),container=\"app\",resource=\"\(resource)\"}", amount, 0))
      }
      series.append(("kube_pod_status_ready{\(pod),condition=\"true\"}", isReady ? 1 : 0, 0))
      series.append(("kube_pod_status_ready{\(pod),condition=\"false\"}", isReady ? 0 : 1, 0))
    }
    for (owner, replicas, ready) in [("web", 3.0, 2.0), ("web-api", 1, 1)] {
      series.append(("kube_deployment_status_replicas{namespace=\"shop\",deployment=\"\(owner)\"}", replicas, 0))
      series.append(("kube_deployment_status_replicas_ready{namespace=\"shop\",deployment=\"\(owner)\"}", ready, 0))
    }
    var text = ""
    for (name, value, growth) in series {
      for row in 0..<40 { text += "\(name) \(value + growth * 15 * Double(row)) \(Int(Past.time(row)))\n" }
    }
    return text + "# EOF\n"
  }

  @Test(.enabled(if: isThere, "prometheus is not installed"))
  func `presets give the numbers that the exporters mean, in the units of their fields`() async throws {
    let expected: [(QueryPreset, [String: String], [ObservationField: Double])] = [
      (.nodeExporter, [:], [.cpuPercent: 25, .memoryPercent: 75, .readyReplicas: 2]),
      (
        .kubernetes, ["namespace": "shop", "deployment": "web"],
        [.cpuPercent: 40, .memoryPercent: 50, .readyReplicas: 2, .startingReplicas: 1]
      ), (.http, ["job": "web", "cores": "0.5"], [.cpuPercent: 60]),
    ]
    try await Program.running(
      "prometheus", files: ["prometheus.yml": "", "past.om": Self.exporters],
      prepare: {
        try Program.run("promtool", ["tsdb", "create-blocks-from", "openmetrics", "past.om", "data"], in: $0)
      },
      arguments: Self.arguments, ready: "/-/ready"
    ) { program in
      let client = PrometheusClient(url: program.url, client: LocalServer.client)
      for (preset, parameters, fields) in expected {
        for (field, expression) in try preset.table(parameters).expressions {
          let answer = try await client.query(expression, at: Past.time(30))
          let value = answer.series.first?.points.first?.value
          #expect(value.map { ($0 * 1e6).rounded() / 1e6 } == fields[field], "\(preset) \(field): \(expression)")
        }
      }
    }
  }

  @Test(.enabled(if: isThere, "prometheus is not installed"), arguments: QueryPreset.allCases)
  func `every expression of the presets is PromQL that gives at most one series`(preset: QueryPreset) async throws {
    let parameters: [QueryPreset: [[String: String]]] = [
      .nodeExporter: [[:]], .http: [["job": "we\"b\\\n"]],
      .kubernetes: [
        ["namespace": "shop", "deployment": "web.1"], ["namespace": "shop", "statefulset": "web"],
      ],
    ]
    try await Program.running(
      "prometheus", files: ["prometheus.yml": ""], arguments: Self.arguments, ready: "/-/ready"
    ) { program in
      let client = PrometheusClient(url: program.url, client: LocalServer.client)
      for parameters in parameters[preset] ?? [] {
        for (field, expression) in try preset.table(parameters).expressions {
          let answer = try await client.query(expression, at: 1_700_000_000)
          #expect(answer.series.count <= 1, "\(field): \(expression)")
        }
      }
    }
  }

  @Test(.enabled(if: isThere, "prometheus is not installed"))
  func `what Prometheus complains of is passed on`() async throws {
    try await Program.running(
      "prometheus", files: ["prometheus.yml": ""], arguments: Self.arguments, ready: "/-/ready"
    ) { program in
      let client = PrometheusClient(url: program.url, client: LocalServer.client)
      await #expect {
        try await client.query("sum(", at: 0)
      } throws: { error in
        "\(error)".hasPrefix("Prometheus at \(program.url) refuses 'sum(' (bad_data): ")
          && "\(error)".contains("parse error")
      }
      let scalar = try await client.query("4 + 1", at: 10)
      #expect(scalar.series == [PrometheusSeries(points: [.init(time: 10, value: 5)])])
    }
  }
}
