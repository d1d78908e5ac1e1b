import Foundation
import Testing

/// The whole service between real programs: Prometheus scrapes it and writes into it, Alertmanager is told of incidents.
@Suite(.serialized) struct ServicePeersTests {
  private static let isThere = Program.path("prometheus") != nil && Program.path("prometheus-alertmanager") != nil

  /// Seconds of simulated load; `make soak` asks for ten minutes.
  private static var seconds: Int {
    ProcessInfo.processInfo.environment["TIDEGATE_PEER_SECONDS"].flatMap { Int($0) } ?? 15
  }

  @Test(.enabled(if: isThere, "Prometheus or Alertmanager is not installed, so this is skipped"))
  func `Prometheus scrapes the service and writes into it, and decisions follow without a sample lost`() async throws {
    let service = try LiveService()
    let main = service.ports[0]
    let metrics = service.ports[1]
    let process = try await service.start(
      """
      workloads:
        - name: shop
          replicaCapacity: 42.5
          startupSeconds: 60
          source: {simulator: {scenario: web-shop, speed: 30, pastDays: 0.1}}
          actuator: simulator
        - name: mirror
          replicaCapacity: 42.5
          startupSeconds: 5
          tickSeconds: 1
          metricLagSeconds: 2
          source:
            remoteWrite:
              series:
                requestsPerSecond: {selector: 'tidegate_load_requests_per_second{workload="shop"}', combination: sum}
                readyReplicas: {selector: 'tidegate_replicas{workload="shop",state="ready"}', combination: sum}
      """)
    defer {
      process.terminate()
      process.waitUntilExit()
    }
    let configuration = """
      global: {scrape_interval: 1s, scrape_timeout: 900ms}
      scrape_configs: [{job_name: tidegate, static_configs: [{targets: ['127.0.0.1:\(metrics)']}]}]
      remote_write: [{url: 'http://127.0.0.1:\(main)/api/v1/write', queue_config: {batch_send_deadline: 500ms, max_shards: 1}}]
      """
    try await Program.running(
      "prometheus", files: ["prometheus.yml": configuration],
      arguments: { folder, port in
        [
          "--config.file=prometheus.yml", "--storage.tsdb.path=\(folder.path)/data",
          "--web.listen-address=127.0.0.1:\(port)",
        ]
      }, ready: "/-/ready"
    ) { prometheus in
      try await Task.sleep(for: .seconds(Self.seconds))
      func value(_ query: String) async -> Double? {
        let escaped = query.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? query
        let answer = await LiveService.ask("\(prometheus.url)/api/v1/query?query=\(escaped)", body: nil)
        let data = answer.object["data"] as? [String: Any]
        let pair = (data?["result"] as? [[String: Any]])?.first?["value"] as? [Any]
        return (pair?.last as? String).flatMap { Double($0) }
      }
      #expect(await value("up{job=\"tidegate\"}") == 1)
      #expect((await value("tidegate_load_requests_per_second{workload=\"shop\"}") ?? 0) > 0)
      // Prometheus' own account of what it has sent.
      let own = await LiveService.ask("\(prometheus.url)/metrics", body: nil)
      let lines = String(decoding: own.body, as: UTF8.self).split(separator: "\n")
      func counted(_ name: String) -> Double {
        lines.filter { $0.hasPrefix(name + "{") || $0.hasPrefix(name + " ") }
          .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.reduce(0, +)
      }
      #expect(counted("prometheus_remote_storage_samples_failed_total") == 0)
      #expect(counted("prometheus_remote_storage_samples_dropped_total") == 0)
      #expect(counted("prometheus_remote_storage_samples_total") > 1_000)
      let decisions = try await service.get(0, "/api/v1/workloads/mirror/decisions?limit=5").object["decisions"]
      let newest = try #require(decisions as? [[String: Any]])
      let loads = newest.compactMap { ($0["observation"] as? [String: Any])?["requestsPerSecond"] as? Double }
      #expect(!loads.isEmpty && loads.allSatisfy { $0 > 0 }, "\(newest)")
      try Self.whatIf(of: prometheus.url, in: service.folder)
    }
  }

  /// `simulate --prometheus` on what that Prometheus has recorded.
  private static func whatIf(of prometheus: String, in folder: URL) throws {
    let file = folder.appending(path: "shop.yaml")
    let workload = """
      replicaCapacity: 42.5
      startupSeconds: 5
      tickSeconds: 1
      metricLagSeconds: 0
      source: {prometheus: {queries: {requestsPerSecond: 'tidegate_load_requests_per_second{workload="shop"}'}}}
      """
    try Data(workload.utf8).write(to: file)
    let process = Process()
    process.executableURL = LiveService.binary
    process.environment = LiveService.environment
    process.arguments = [
      "simulate", "--prometheus", prometheus, "--workload", file.path, "--since", "60s", "--policy", "tidegate,hpa",
      "--json",
    ]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let result = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let policies = try #require(result["policies"] as? [[String: Any]])
    #expect(policies.compactMap { $0["policy"] as? String } == ["tidegate:balanced", "hpa"])
    #expect(policies.allSatisfy { ($0["replicaHours"] as? Double ?? 0) > 0 })
  }

  @Test(.enabled(if: isThere, "Prometheus or Alertmanager is not installed, so this is skipped"))
  func `Alertmanager is told of an incident once, and that it is over`() async throws {
    try await Program.running(
      "prometheus-alertmanager", files: ["alertmanager.yml": "route: {receiver: none}\nreceivers: [{name: none}]\n"],
      arguments: { folder, port in
        [
          "--config.file=alertmanager.yml", "--storage.path=\(folder.path)/data", "--cluster.listen-address=",
          "--web.listen-address=127.0.0.1:\(port)",
        ]
      }, ready: "/-/ready"
    ) { alertmanager in
      let service = try LiveService()
      let process = try await service.start("alertmanager: {urls: ['\(alertmanager.url)'], resendSeconds: 1}")
      defer {
        process.terminate()
        process.waitUntilExit()
      }
      /// A quiet service, but for ten minutes.
      func rows(_ ticks: Range<Int>, loud: Bool = false) -> [[String: Any]] {
        ticks.map { tick in
          var observation = ServiceWorld.observation(0)
          observation["timestamp"] = 1_000_000 + tick * 60
          observation["requestsPerSecond"] = Double(300 + tick * 37 % 23 + (loud ? 4_000 : 0))
          observation["cpuPercent"] = Double(50 + tick * 13 % 7 + (loud ? 45 : 0))
          return observation
        }
      }
      @Sendable func alerts() async -> [[String: Any]] {
        await LiveService.ask("\(alertmanager.url)/api/v2/alerts", body: nil).array
      }
      #expect(try await service.post(0, "/api/v1/workloads/shop/observations", rows(0..<4_000)).status == 200)
      #expect(
        try await service.post(0, "/api/v1/workloads/shop/observations", rows(4_000..<4_040, loud: true)).status == 200)
      await eventually(within: 10) { await !alerts().isEmpty }
      let fired = await alerts()
      #expect(fired.count == 1, "\(fired)")
      let labels = fired.first?["labels"] as? [String: String]
      #expect(labels?["alertname"] == "TidegateAnomaly" && labels?["workload"] == "shop")
      #expect(try await service.post(0, "/api/v1/workloads/shop/observations", rows(4_040..<4_400)).status == 200)
      await eventually(within: 10) { await alerts().isEmpty }
      #expect(await alerts().isEmpty)
    }
  }
}
