import Foundation
import Service
import Testing

@Suite struct WebhookActuatorTests {
  private static let quick = Backoff(base: 0.001, cap: 0.005)

  private func actuator(
    _ url: String, secret: Secret? = nil, backoff: Backoff = quick, attempts: Int = 5, timeoutSeconds: Double = 5
  ) -> WebhookActuator {
    var settings = WebhookSettings(url: url, secret: secret)
    settings.attempts = attempts
    settings.timeoutSeconds = timeoutSeconds
    return WebhookActuator(
      settings, workload: "web", client: LocalServer.client, backoff: backoff, log: LocalServer.silent)
  }

  /// Runs an actuator against a server that answers so, until `body` is done.
  private func running(
    _ answer: @escaping @Sendable (LocalServer.Seen) async -> LocalServer.Answer,
    make: @escaping @Sendable (String) -> WebhookActuator,
    _ body: @escaping @Sendable (WebhookActuator) async throws -> Void
  ) async throws {
    try await LocalServer.serving(answer) { url in
      let actuator = make(url + "/hook?key=1")
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { await actuator.run() }
        try await body(actuator)
        group.cancelAll()
      }
    }
  }

  @Test func `a decision is posted with its key, its time and its signature`() async throws {
    let seen = Record<LocalServer.Seen>()
    let secret = Secret("s3cret")
    try await running {
      seen.add($0)
      return LocalServer.Answer(204)
    } make: {
      actuator($0, secret: secret)
    } _: { actuator in
      #expect(actuator.send(Samples.decision(11), id: 42, rung: .trees))
      await eventually { actuator.counts.delivered == 1 }
    }
    let request = try #require(seen.all.first)
    #expect(request.method == "POST" && request.path == "/hook?key=1")
    #expect(request.headers["content-type"] == "application/json" && request.headers["idempotency-key"] == "web:42")
    let timestamp = try #require(request.headers["x-tidegate-timestamp"].flatMap { Int64($0) })
    #expect(abs(Double(timestamp) - Date().timeIntervalSince1970) < 60)
    #expect(
      request.headers["x-tidegate-signature"]
        == WebhookMessage.signature(of: request.body, timestamp: timestamp, secret: secret))
    let body = try #require(try JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any])
    #expect(body["id"] as? Int == 42 && body["rung"] as? String == "trees" && body["workload"] as? String == "web")
    #expect(body["replicas"] as? Int == 11 && body["timestamp"] as? Double == 1_200)
  }

  @Test func `the signature is what other programs compute`() {
    // printf '1700000000.{"replicas":3}' | openssl dgst -sha256 -hmac key
    #expect(
      WebhookMessage.signature(of: Array("{\"replicas\":3}".utf8), timestamp: 1_700_000_000, secret: Secret("key"))
        == "sha256=11d624ebae68fc8880074ec86880a87e4d131d55c9c82b966de889013d651295")
  }

  @Test func `only changes are sent, and now and then what did not change`() async throws {
    let actuator = actuator("http://127.0.0.1:1/")
    let start = ContinuousClock.now
    func isSent(_ replicas: Int, after seconds: Double) -> Bool {
      actuator.send(Samples.decision(replicas), id: 1, rung: .full, now: start + .seconds(seconds))
    }
    #expect(isSent(3, after: 0))
    #expect(!isSent(3, after: 15))
    #expect(isSent(4, after: 30))
    #expect(!isSent(4, after: 329))
    #expect(isSent(4, after: 330))
    #expect(isSent(3, after: 345))
  }

  @Test func `what may pass is tried again, and the key stays the same`() async throws {
    let seen = Record<LocalServer.Seen>()
    let statuses = [500, 429, 503]
    try await running { request in
      let count = seen.add(request)
      return count <= statuses.count ? LocalServer.Answer(statuses[count - 1]) : LocalServer.Answer(200)
    } make: {
      actuator($0)
    } _: { actuator in
      actuator.send(Samples.decision(3), id: 7, rung: .full)
      await eventually { actuator.counts.delivered == 1 }
      #expect(actuator.counts == .init(delivered: 1, superseded: 0, failed: 0, attempts: 4))
    }
    #expect(seen.all.map { $0.headers["idempotency-key"] } == [String?](repeating: "web:7", count: 4))
  }

  @Test(arguments: [400, 401, 404, 422, 302]) func `what is refused is not tried again`(status: Int) async throws {
    try await running { _ in
      LocalServer.Answer(status)
    } make: {
      actuator($0)
    } _: { actuator in
      actuator.send(Samples.decision(3), id: 7, rung: .full)
      await eventually { actuator.counts.failed == 1 }
      #expect(actuator.counts == .init(delivered: 0, superseded: 0, failed: 1, attempts: 1))
      // The next tick with the same number leaves the receiver in peace.
      #expect(!actuator.send(Samples.decision(3), id: 8, rung: .full))
    }
  }

  @Test func `attempts end, and the next tick tries anew`() async throws {
    try await running { _ in
      LocalServer.Answer(500)
    } make: {
      actuator($0, attempts: 3)
    } _: { actuator in
      actuator.send(Samples.decision(3), id: 7, rung: .full)
      await eventually { actuator.counts.failed == 1 }
      #expect(actuator.counts.attempts == 3)
      #expect(actuator.send(Samples.decision(3), id: 8, rung: .full))
    }
  }

  @Test func `a newer decision takes the place of one that is being repeated`() async throws {
    let seen = Record<String>()
    try await running { request in
      seen.add(request.headers["idempotency-key"] ?? "")
      return request.headers["idempotency-key"] == "web:1" ? LocalServer.Answer(500) : LocalServer.Answer(200)
    } make: {
      // It would wait for minutes.
      actuator($0, backoff: Backoff(base: 600, cap: 600))
    } _: { actuator in
      actuator.send(Samples.decision(3), id: 1, rung: .full)
      await eventually { seen.all.count == 1 }
      // Of those that come meanwhile only the last one counts.
      actuator.send(Samples.decision(4), id: 2, rung: .full)
      await eventually { actuator.counts.delivered == 1 }
      #expect(actuator.counts.superseded == 1)
    }
    #expect(seen.all == ["web:1", "web:2"])
  }

  @Test func `only one decision waits`() {
    let actuator = actuator("http://127.0.0.1:1/")
    for replicas in 1...100 { actuator.send(Samples.decision(replicas), id: Int64(replicas), rung: .full) }
    #expect(actuator.counts.superseded == 99)
  }

  @Test func `one who does not answer is not waited for`() async throws {
    try await running { _ in
      LocalServer.Answer(200, "", delay: .seconds(5))
    } make: {
      actuator($0, attempts: 1, timeoutSeconds: 0.1)
    } _: { actuator in
      actuator.send(Samples.decision(3), id: 1, rung: .full)
      await eventually { actuator.counts.failed == 1 }
      #expect(actuator.counts.failed == 1)
    }
  }
}
