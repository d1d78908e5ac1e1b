import Foundation
import FoundationNetworking
import Service
import Testing

/// Against the real Alertmanager of Debian's package `prometheus-alertmanager`.
@Suite(.serialized) struct AlertmanagerReferenceTests {
  private struct Known: Decodable {
    var fingerprint: String
    var annotations: [String: String]
    var endsAt: String
    var updatedAt: String
  }

  private struct Notification: Decodable {
    struct Alert: Decodable {
      var fingerprint: String
      var status: String
    }
    var status: String
    var alerts: [Alert]
  }

  private static func known(_ url: String) async throws -> [Known] {
    guard let url = URL(string: url + "/api/v2/alerts?active=true") else { return [] }
    return try JSONDecoder().decode([Known].self, from: try await URLSession.shared.data(from: url).0)
  }

  private static func configuration(hook: String) -> String {
    """
    route: {receiver: hook, group_by: ['...'], group_wait: 0s, group_interval: 1s, repeat_interval: 1s}
    receivers: [{name: hook, webhook_configs: [{url: '\(hook)/', send_resolved: true}]}]
    """
  }

  private static func alert(_ kind: String, isOver: Bool = false) throws -> Alert {
    Alert(
      workload: "web", sequence: 17, from: Date().timeIntervalSince1970 - 60, isOver: isOver,
      incident: try Samples.incident(kind: kind))
  }

  private static func client(_ url: String, open: [Alert] = []) -> AlertmanagerClient {
    var settings = AlertSettings(urls: [url])
    settings.resendSeconds = 0.5
    return AlertmanagerClient(settings, open: open, client: LocalServer.client, log: LocalServer.silent)
  }

  @Test(.enabled(if: Program.path("prometheus-alertmanager") != nil, "prometheus-alertmanager is not installed"))
  func `one incident is one alert: fired, repeated, kept over a restart, resolved`() async throws {
    let notifications = Record<Notification>()
    try await LocalServer.serving {
      if let notification = try? JSONDecoder().decode(Notification.self, from: Data($0.body)) {
        notifications.add(notification)
      }
      return LocalServer.Answer(200)
    } _: { hook in
      try await Program.running(
        "prometheus-alertmanager", files: ["alertmanager.yml": Self.configuration(hook: hook)],
        arguments: { folder, port in
          [
            "--config.file=alertmanager.yml", "--storage.path=\(folder.path)/data", "--cluster.listen-address=",
            "--web.listen-address=127.0.0.1:\(port)",
          ]
        }, ready: "/-/ready"
      ) { program in
        let first = Self.client(program.url)
        let running = Task { await first.run() }
        first.tell(try Self.alert("spike"))
        await eventually { notifications.all.count >= 2 }
        let before = try #require(try await Self.known(program.url).first)

        // It is sent again, with what became of it.
        first.tell(try Self.alert("shift"))
        await eventually {
          let known = try? await Self.known(program.url)
          return known?.count == 1 && known?.first?.annotations["summary"] == "web: shift of errorPercent"
        }
        let later = try await Self.known(program.url)
        #expect(later.map(\.fingerprint) == [before.fingerprint])
        #expect(later[0].annotations["summary"] == "web: shift of errorPercent")
        #expect(later[0].endsAt > before.endsAt)
        running.cancel()
        await running.value

        // Another process takes the incident over.
        let second = Self.client(program.url, open: [try Self.alert("trend")])
        let runningAgain = Task { await second.run() }
        try await eventually {
          try await Self.known(program.url).first?.annotations["summary"] == "web: trend of errorPercent"
        }
        let after = try await Self.known(program.url)
        #expect(after.map(\.fingerprint) == [before.fingerprint])
        #expect(after.first?.annotations["summary"] == "web: trend of errorPercent")

        second.tell(try Self.alert("trend", isOver: true))
        await eventually { notifications.all.last?.status == "resolved" }
        #expect(try await Self.known(program.url).isEmpty)
        runningAgain.cancel()
        await runningAgain.value
      }
    }
    let all = notifications.all
    #expect(all.count >= 3)
    #expect(all.dropLast().allSatisfy { $0.status == "firing" } && all.last?.status == "resolved")
    #expect(all.allSatisfy { $0.alerts.count == 1 })
    #expect(Set(all.flatMap { $0.alerts.map(\.fingerprint) }).count == 1)
  }

  @Test(.enabled(if: Program.path("prometheus-alertmanager") != nil, "prometheus-alertmanager is not installed"))
  func `labels that it does not take are said in its words, and are not sent for ever`() async throws {
    try await Program.running(
      "prometheus-alertmanager", files: ["alertmanager.yml": Self.configuration(hook: "http://127.0.0.1:1")],
      arguments: { folder, port in
        [
          "--config.file=alertmanager.yml", "--storage.path=\(folder.path)/data", "--cluster.listen-address=",
          "--web.listen-address=127.0.0.1:\(port)",
        ]
      }, ready: "/-/ready"
    ) { program in
      var settings = AlertSettings(urls: [program.url])
      settings.labels = ["not-a-name": "x"]
      let lines = Record<String>()
      let client = AlertmanagerClient(settings, client: LocalServer.client, log: LocalServer.recording(lines))
      let running = Task { await client.run() }
      client.tell(try Self.alert("spike"))
      await eventually { !lines.all.isEmpty }
      running.cancel()
      await running.value
      #expect(lines.all.count == 1)
      #expect(lines.all.first?.contains("answered 400") == true && lines.all.first?.contains("not-a-name") == true)
    }
  }
}
