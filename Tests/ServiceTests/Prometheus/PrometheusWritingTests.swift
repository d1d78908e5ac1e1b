import Foundation
import Service
import Synchronization
import Testing

/// The real Prometheus scrapes a process and writes to us what it has; we scrape the same process.
@Suite(.serialized) struct PrometheusWritingTests {
  /// A process with a hundred requests a second that begins anew once, and once does not answer for two seconds.
  private struct Process: Sendable {
    let start = ContinuousClock.now

    var age: Double { (ContinuousClock.now - start) / .seconds(1) }
    var isDown: Bool { (8.0..<10).contains(age) }

    var text: String {
      let requests = (age < 5 ? 50 + age : age - 5) * 100
      var text = "requests_total{code=\"200\"} \(requests * 0.9)\nrequests_total{code=\"500\"} \(requests * 0.1)\n"
      for (bound, share) in [("0.1", 0.5), ("0.5", 0.9), ("1.0", 1.0), ("+Inf", 1.0)] {
        text += "duration_seconds_bucket{le=\"\(bound)\"} \(requests * share)\n"
      }
      return text + "busy{core=\"0\"} 0.25\nbusy{core=\"1\"} 0.75\n"
    }
  }

  private static let window = 5.0

  private static let rules: SeriesTable = {
    var table = SeriesTable([
      .requestsPerSecond: .init(selector: "requests_total", combination: .rate),
      .errorPercent: .init(
        selector: "requests_total{code=~\"5..\"}", combination: .rate, factor: 100, divisor: "requests_total"),
      .latencyP95Milliseconds: .init(selector: "duration_seconds_bucket", combination: .p95, factor: 1_000),
      .cpuPercent: .init(selector: "busy", combination: .mean, factor: 100),
      .memoryPercent: .init(selector: "busy", combination: .sum),
      .readyReplicas: .init(selector: "up", combination: .count),
    ])
    table.windowSeconds = window
    return table
  }()

  private static let queries: [ObservationField: String] = [
    .requestsPerSecond: "sum(rate(requests_total[5s]))",
    .errorPercent: "100 * sum(rate(requests_total{code=~\"5..\"}[5s])) / sum(rate(requests_total[5s]))",
    .latencyP95Milliseconds: "1000 * histogram_quantile(0.95, sum by (le) (rate(duration_seconds_bucket[5s])))",
    .cpuPercent: "100 * avg(busy)", .memoryPercent: "sum(busy)", .readyReplicas: "count(up != 0)",
  ]

  private static func configuration(_ url: String) -> String {
    """
    global: {scrape_interval: 1s, scrape_timeout: 900ms}
    scrape_configs: [{job_name: web, static_configs: [{targets: ['\(url.dropFirst("http://".count))']}]}]
    remote_write: [{url: '\(url)/write', queue_config: {batch_send_deadline: 200ms, max_shards: 1}}]
    """
  }

  /// What the test's own server has been sent.
  private final class Receiver: Sendable {
    let store = SampleStore(budget: SeriesBudget(limit: 1_000))
    let reader: SeriesReader
    let series = Record<WrittenSeries>()
    let refusals = Record<String>()
    let agents = Record<String>()
    let process = Process()

    init() throws { reader = try store.register(PrometheusWritingTests.rules) }

    func answer(_ seen: LocalServer.Seen) -> LocalServer.Answer {
      guard seen.path == "/write" else {
        return process.isDown ? LocalServer.Answer(500) : LocalServer.Answer(200, process.text)
      }
      agents.add(seen.headers["user-agent"] ?? "")
      do {
        for series in try RemoteWrite.decode(seen.body, limits: RemoteWriteLimits()) { self.series.add(series) }
        _ = try RemoteWrite.receive(
          seen.body, contentType: seen.headers["content-type"], encoding: seen.headers["content-encoding"],
          version: seen.headers["x-prometheus-remote-write-version"], limits: RemoteWriteLimits(), into: store,
          at: Date().timeIntervalSince1970)
        return LocalServer.Answer(204)
      } catch {
        refusals.add("\(error)")
        return LocalServer.Answer(error.status, "\(error)")
      }
    }

    /// Times of a metric's samples, in milliseconds, by series.
    func times(of name: String) -> [SeriesLabels: [Int64]] {
      var times: [SeriesLabels: [Int64]] = [:]
      for series in series.all where series.labels.name == name {
        times[series.labels, default: []] += series.samples.filter { !StaleMarker.isMarker($0.value) }.map(
          \.milliseconds)
      }
      return times
    }
  }

  @Test(.enabled(if: Program.path("prometheus") != nil, "prometheus is not installed"))
  func `nothing that Prometheus writes is lost, and what we make of it is what Prometheus does`() async throws {
    let receiver = try Receiver()
    try await LocalServer.serving {
      receiver.answer($0)
    } _: { url in
      try await Program.running(
        "prometheus", files: ["prometheus.yml": Self.configuration(url)],
        arguments: { folder, port in
          [
            "--config.file=prometheus.yml", "--storage.tsdb.path=\(folder.path)/data",
            "--web.listen-address=127.0.0.1:\(port)",
          ]
        }, ready: "/-/ready"
      ) { program in
        var settings = ScrapeSettings(targets: ["\(url)/metrics"], series: Self.rules)
        settings.timeoutSeconds = 0.9
        let scraping = try ScrapeSource(
          settings, workload: "web", budget: SeriesBudget(limit: 100), client: LocalServer.client,
          log: LocalServer.silent)
        let scraped = Task {
          var last: (time: Double, fields: [ObservationField: Double?])?
          while receiver.process.age < 16 {
            let time = Date().timeIntervalSince1970
            if let seen = try? await scraping.observation(at: time) {
              last = (
                time,
                [
                  .requestsPerSecond: seen.requestsPerSecond, .errorPercent: seen.errorPercent,
                  .latencyP95Milliseconds: seen.latencyP95Milliseconds, .cpuPercent: seen.cpuPercent,
                  .readyReplicas: seen.readyReplicas.map(Double.init),
                ]
              )
            }
            try? await Task.sleep(for: .seconds(1))
          }
          return last
        }
        let ours = try #require(await scraped.value)

        // A time until which everything must have come.
        let time = Date().timeIntervalSince1970.rounded(.down)
        await eventually {
          receiver.times(of: "requests_total").values.allSatisfy { ($0.last ?? 0) > Int64(time * 1_000) + 1_000 }
        }
        #expect(receiver.refusals.all.isEmpty)
        #expect(receiver.agents.all.first?.hasPrefix("Prometheus/") == true)
        try await Self.expectNothingLost(receiver, program, until: time)

        let client = PrometheusClient(url: program.url, client: LocalServer.client)
        // The whole way: before and after the new beginning, and while the process was down.
        let first = (receiver.times(of: "up").values.flatMap { $0 }.min() ?? 0) / 1_000
        var compared = 0
        for moment in stride(from: Double(first) + 2, through: time, by: 0.5) {
          let fields = receiver.store.fields(of: receiver.reader, at: moment)
          for (field, query) in Self.queries {
            let theirs = try await client.query(query, at: moment).series.first?.points.first?.value
            let own = fields[field]
            // `count` of nothing but zeros is zero here and nothing there.
            if field == .readyReplicas, own == 0, theirs == nil { continue }
            guard let own, let theirs, !theirs.isNaN else {
              #expect(
                own == nil && theirs?.isNaN != false,
                "\(field) at \(moment): \(String(describing: own)), \(String(describing: theirs))")
              continue
            }
            #expect(abs(own - theirs) <= 1e-9 * max(1, abs(theirs)), "\(field) at \(moment)")
            compared += 1
          }
        }
        #expect(compared > 20)

        // Our own scrapes are at other moments, so that they agree less closely.
        for (field, query) in Self.queries {
          guard let own = ours.fields[field] ?? nil else { continue }
          let theirs = try #require(try await client.query(query, at: ours.time).series.first?.points.first?.value)
          #expect(abs(own - theirs) <= 0.2 * abs(theirs), "\(field): \(own), Prometheus has \(theirs)")
        }
        #expect(ours.fields.values.count { $0 != nil } == 5)
      }
    }
  }

  private static func expectNothingLost(_ receiver: Receiver, _ program: Program, until time: Double) async throws {
    let client = PrometheusClient(url: program.url, client: LocalServer.client)
    for name in ["up", "requests_total", "duration_seconds_bucket", "busy", "scrape_samples_scraped"] {
      let times = receiver.times(of: name)
      #expect(!times.isEmpty)
      let first = times.values.compactMap(\.first).min() ?? 0
      let milliseconds = Int64(time * 1_000) - first
      let answer = try await client.query("count_over_time(\(name)[\(milliseconds)ms])", at: time)
      #expect(answer.series.count == times.count)
      for (labels, times) in times {
        let known = Dictionary(labels.pairs.filter { $0.name != SeriesLabels.metric }.map { ($0.name, $0.value) }) {
          $1
        }
        let theirs = answer.series.first { $0.labels == known }?.points.first?.value
        #expect(theirs == Double(times.count { $0 <= Int64(time * 1_000) }), "\(labels)")
      }
    }
  }
}
