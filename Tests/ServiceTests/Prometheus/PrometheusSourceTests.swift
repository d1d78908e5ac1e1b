import Foundation
import Service
import Testing

@Suite struct PrometheusSourceTests {
  private func source(_ url: String, _ expressions: [ObservationField: String]) -> PrometheusSource {
    PrometheusSource(
      PrometheusSettings(url: url, queries: QueryTable(expressions)), tickSeconds: 15, workload: "web",
      client: LocalServer.client, log: LocalServer.silent, backoff: Backoff(base: 0.001, cap: 0.002))
  }

  /// Answers each expression with series of these values; nil refuses it.
  private static func answer(_ values: [String: [String]?], _ seen: LocalServer.Seen) -> LocalServer.Answer {
    guard let values = values[seen.form["query"] ?? ""] ?? nil else {
      return LocalServer.Answer(400, "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"no such thing\"}")
    }
    let isRange = seen.path.hasSuffix("query_range")
    let items = values.enumerated().map { index, value in
      let pair = "[\(seen.form["time"] ?? seen.form["start"] ?? "0"),\"\(value)\"]"
      return "{\"metric\":{\"i\":\"\(index)\"},\(isRange ? "\"values\":[\(pair)]" : "\"value\":\(pair)")}"
    }
    let type = isRange ? "matrix" : "vector"
    return LocalServer.Answer(
      200, "{\"status\":\"success\",\"data\":{\"resultType\":\"\(type)\",\"result\":[\(items.joined(separator: ","))]}}"
    )
  }

  @Test func `a tick has what could be had`() async throws {
    let values: [String: [String]?] = [
      "load": ["812.5"], "cpu": [], "memory": ["NaN"], "latency": ["1", "2"], "errors": nil, "ready": ["7.6"],
      "starting": ["-1"],
    ]
    let times = Record<String?>()
    let observation = try await LocalServer.serving {
      times.add($0.form["time"])
      return Self.answer(values, $0)
    } _: { url in
      try await source(
        url,
        [
          .requestsPerSecond: "load", .cpuPercent: "cpu", .memoryPercent: "memory", .latencyP95Milliseconds: "latency",
          .errorPercent: "errors", .readyReplicas: "ready", .startingReplicas: "starting",
        ]
      ).observation(at: 1_500)
    }
    #expect(observation.timestamp == 1_500)
    #expect(observation.requestsPerSecond == 812.5 && observation.readyReplicas == 8)
    #expect(
      observation.cpuPercent == nil && observation.memoryPercent == nil && observation.latencyP95Milliseconds == nil)
    #expect(observation.errorPercent == nil && observation.startingReplicas == nil)
    #expect(times.all == [String?](repeating: "1500", count: 7))
  }

  @Test func `when every query fails the source does, and says why`() async throws {
    let sentence = try await LocalServer.serving {
      Self.answer(["a": ["1", "2"], "b": nil], $0)
    } _: { url -> String in
      do {
        return "\(try await source(url, [.requestsPerSecond: "a", .cpuPercent: "b"]).observation(at: 0))"
      } catch {
        return "\(error)"
      }
    }
    #expect(sentence == "'a' gives 2 series where one is needed; aggregate it, as with sum() or avg()")
    // Nothing there yet is no failure.
    let nothing = try await LocalServer.serving {
      Self.answer(["a": []], $0)
    } _: { url in
      try await source(url, [.requestsPerSecond: "a"]).observation(at: 0)
    }
    #expect(nothing.requestsPerSecond == nil)
  }

  @Test func `history is a row for each tick`() async throws {
    let table = try await LocalServer.serving {
      Self.answer(["a": ["3"], "b": nil], $0)
    } _: { url in
      try await source(url, [.requestsPerSecond: "a", .cpuPercent: "b"]).history(from: 31, to: 80)
    }
    #expect(table.names == ["requestsPerSecond", "cpuPercent"])
    #expect(table.timestamps == [45, 60, 75] && table.interval == 15)
    #expect(table.columns[0][0] == 3 && table.columns[0][1].isNaN && table.columns[1].allSatisfy(\.isNaN))
  }

  @Test func `presets ask for parameters, and quote them`() throws {
    let http = try QueryPreset.http.table(["job": "we\"b\\", "window": "2m", "cores": "0.5"])
    #expect(http.expressions[.readyReplicas] == "sum(up{job=\"we\\\"b\\\\\"})")
    #expect(
      http.expressions[.cpuPercent] == "100 / 0.5 * avg(rate(process_cpu_seconds_total{job=\"we\\\"b\\\\\"}[2m]))")
    let pods = try QueryPreset.kubernetes.table(["namespace": "shop", "statefulset": "web.1"])
    #expect(
      pods.expressions[.readyReplicas]
        == "sum(kube_statefulset_status_replicas_ready{namespace=\"shop\",statefulset=\"web.1\"})")
    #expect(pods.expressions[.cpuPercent]?.contains("pod=~\"web\\\\.1-[0-9]+\"") == true)
    let both = pods.merging(try QueryPreset.http.table(["job": "web"]).merging(QueryTable([.memoryPercent: "mine"])))
    #expect(Set(both.expressions.keys) == Set(ObservationField.allCases))
    #expect(both.expressions[.memoryPercent] == "mine" && both.expressions[.readyReplicas] == "sum(up{job=\"web\"})")
  }

  @Test(
    arguments: [
      (QueryPreset.http, [:], "preset http needs 'job' (job that scrapes the processes)"),
      (.http, ["job": "a", "namespace": "b"], "preset http has no parameter 'namespace', expected job, cores, window"),
      (
        .http, ["job": "a", "window": "1m])"],
        "preset http has the window '1m])', expected a PromQL duration such as 2m"
      ),
      (.http, ["job": "a", "cores": "0"], "preset http has 0 cores, expected a number above 0"),
      (
        .kubernetes, ["namespace": "a"],
        "preset kubernetes has 0 owners of pods, expected either 'deployment' or 'statefulset'"
      ),
    ] as [(QueryPreset, [String: String], String)]) func `a preset's parameters are checked`(
      preset: QueryPreset, parameters: [String: String], sentence: String
    )
  {
    #expect(throws: ServiceError.configuration([sentence])) { try preset.table(parameters) }
  }
}
