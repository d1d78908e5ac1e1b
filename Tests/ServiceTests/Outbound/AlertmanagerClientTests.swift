import Foundation
import Service
import Testing

@Suite struct AlertmanagerClientTests {
  private static func alerts(_ seen: LocalServer.Seen) -> [[String: Any]] {
    (try? JSONSerialization.jsonObject(with: Data(seen.body)) as? [[String: Any]]) ?? []
  }

  private func alert(kind: String = "spike", metric: String = "errorPercent", isOver: Bool = false) throws -> Alert {
    Alert(
      workload: "web", sequence: 17, from: 1_700_000_000, isOver: isOver,
      incident: try Samples.incident(kind: kind, metric: metric), labels: ["team": "shop", "workload": "not this"])
  }

  private func settings(_ urls: [String], resendSeconds: Double = 600) -> AlertSettings {
    var settings = AlertSettings(urls: urls)
    settings.resendSeconds = resendSeconds
    settings.labels = ["cluster": "eu"]
    return settings
  }

  private func running(
    _ settings: AlertSettings, open: [Alert] = [], _ body: @escaping @Sendable (AlertmanagerClient) async throws -> Void
  ) async throws {
    let client = AlertmanagerClient(
      settings, open: open, client: LocalServer.client, backoff: Backoff(base: 0.01, cap: 0.02), log: LocalServer.silent
    )
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await client.run() }
      try await body(client)
      group.cancelAll()
    }
  }

  @Test func `an alert says what happened, and is known by labels of its own`() throws {
    let alert = try alert()
    #expect(
      alert.labels == [
        "alertname": "TidegateAnomaly", "workload": "web", "kind": "spike", "metric": "errorPercent", "team": "shop",
      ])
    #expect(alert.annotations["summary"] == "web: spike of errorPercent")
    #expect(alert.annotations["description"] == "errorPercent rose to 12, expected 0.5 (0 to 2).")
  }

  @Test func `every Alertmanager is told when an incident begins, changes and ends`() async throws {
    let first = Record<LocalServer.Seen>()
    let second = Record<LocalServer.Seen>()
    try await LocalServer.serving {
      first.add($0)
      return LocalServer.Answer(200)
    } _: { one in
      try await LocalServer.serving {
        second.add($0)
        return LocalServer.Answer(200)
      } _: { other in
        try await running(settings([one, other + "/am/"])) { client in
          client.tell(try alert())
          await eventually { first.all.count == 1 && second.all.count == 1 }
          client.tell(try alert(kind: "shift", metric: "cpuPercent"))
          await eventually { first.all.count == 2 && second.all.count == 2 }
          client.tell(try alert(kind: "shift", metric: "cpuPercent", isOver: true))
          await eventually { first.all.count == 3 && second.all.count == 3 }
        }
      }
    }
    #expect(first.all.map(\.path) == [String](repeating: "/api/v2/alerts", count: 3))
    #expect(second.all.map(\.path) == [String](repeating: "/am/api/v2/alerts", count: 3))
    for record in [first, second] {
      let posts = record.all.map(Self.alerts)
      #expect(posts.map(\.count) == [1, 1, 1])
      for post in posts {
        // One alert for one incident, whatever becomes of it.
        #expect(
          post[0]["labels"] as? [String: String] == [
            "alertname": "TidegateAnomaly", "workload": "web", "kind": "spike", "metric": "errorPercent",
            "team": "shop",
            "cluster": "eu",
          ])
        #expect(post[0]["startsAt"] as? String == "2023-11-14T22:13:20.000Z")
      }
      #expect((posts[1][0]["annotations"] as? [String: String])?["summary"] == "web: shift of cpuPercent")
      let ends = try posts.map { try Date($0[0]["endsAt"] as? String ?? "", strategy: .iso8601withFractions) }
      #expect(abs(ends[0].timeIntervalSinceNow - 2_400) < 60)
      #expect(ends[2].timeIntervalSinceNow <= 0)
    }
  }

  @Test func `what goes on is sent again, and what is over is not`() async throws {
    let seen = Record<LocalServer.Seen>()
    try await LocalServer.serving {
      seen.add($0)
      return LocalServer.Answer(200)
    } _: { url in
      try await running(settings([url], resendSeconds: 0.05)) { client in
        client.tell(try alert())
        await eventually { seen.all.count >= 4 }
        #expect(seen.all.count >= 4)
        // The end is told apart by what it is the end of.
        client.tell(try alert(metric: "cpuPercent", isOver: true))
        await eventually { seen.all.last?.text.contains("spike of cpuPercent") == true }
        let count = seen.all.count
        try await Task.sleep(for: .milliseconds(300))
        #expect(seen.all.count == count)
      }
    }
  }

  @Test func `what could not be told is told later, and what is refused is not repeated`() async throws {
    let seen = Record<LocalServer.Seen>()
    try await LocalServer.serving {
      switch seen.add($0) {
      case 1: LocalServer.Answer(503)
      case 2: LocalServer.Answer(200)
      default: LocalServer.Answer(400, "\"invalid label set\"")
      }
    } _: { url in
      try await running(settings([url])) { client in
        client.tell(try alert())
        await eventually { seen.all.count == 2 }
        client.tell(try alert(isOver: true))
        await eventually { seen.all.count == 3 }
        try await Task.sleep(for: .milliseconds(200))
        #expect(seen.all.count == 3)
      }
    }
  }

  @Test func `after a restart an incident keeps the labels that it is known by`() async throws {
    let seen = Record<LocalServer.Seen>()
    let known = """
      [{"labels": {"alertname": "TidegateAnomaly", "workload": "web", "kind": "gap"},
        "annotations": {"incident": "web:17"}, "startsAt": "2023-11-14T22:13:20Z", "endsAt": "2033-11-14T22:13:20Z",
        "fingerprint": "1", "status": {"state": "active"}}]
      """
    try await LocalServer.serving {
      seen.add($0)
      return LocalServer.Answer(200, $0.method == "GET" ? known : "")
    } _: { url in
      try await running(settings([url]), open: [try alert(kind: "shift")]) { _ in
        await eventually { seen.all.count == 2 }
      }
    }
    #expect(seen.all.map(\.method) == ["GET", "POST"])
    let labels = Self.alerts(try #require(seen.all.last)).first?["labels"] as? [String: String]
    #expect(labels == ["alertname": "TidegateAnomaly", "workload": "web", "kind": "gap"])
  }
}

extension ParseStrategy where Self == Date.ISO8601FormatStyle {
  static var iso8601withFractions: Date.ISO8601FormatStyle { Date.ISO8601FormatStyle(includingFractionalSeconds: true) }
}
