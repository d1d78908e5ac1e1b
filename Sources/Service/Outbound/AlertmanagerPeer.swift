import Foundation
import Logging
import ServiceLifecycle
import Synchronization

/// One Alertmanager, and what it is to know.
///
/// Alerts are sent with a time at which they end by themselves, four repetitions ahead, so that those of a Tidegate
/// that is gone do not stay.
///
/// - SeeAlso: Alertmanager's API v2, https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml
final class AlertmanagerPeer: Sendable {
  /// Alerts of one request, as Prometheus has it.
  private static let batch = 64
  /// Alerts that are remembered; more are not told.
  private static let most = 10_000
  /// Repetitions after which an alert is over by itself.
  private static let lives = 4.0

  private struct Standing {
    var alert: Alert
    /// Counts its changes, so that one during a request is not lost.
    var version = 0
    var isToBeSent = true
  }

  private struct State {
    var alerts: [String: Standing] = [:]
    /// Whether there are alerts from before a restart, whose labels this Alertmanager may know better.
    var isToAdopt = false
    var isFinishing = false
  }

  private let url: String
  private let peer: String
  private let settings: AlertSettings
  private let client: PeerClient
  private let backoff: Backoff
  private let log: Logger
  /// Is told whether a request with alerts was answered well.
  private let report: @Sendable (Int, Bool) -> Void
  private let bell = Bell()
  private let state: Mutex<State>

  init(
    url: String, settings: AlertSettings, open: [Alert], client: PeerClient, backoff: Backoff, log: Logger,
    report: @escaping @Sendable (_ alerts: Int, _ isDelivered: Bool) -> Void = { _, _ in }
  ) {
    self.report = report
    self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
    peer = "Alertmanager at \(self.url)"
    self.settings = settings
    self.client = client
    self.backoff = backoff
    self.log = log
    state = Mutex(
      State(
        alerts: Dictionary(open.map { ($0.key, Standing(alert: $0)) }) { $1 }, isToAdopt: !open.isEmpty))
  }

  func tell(_ alert: Alert) {
    let isTaken = state.withLock { state in
      if var standing = state.alerts[alert.key] {
        // The kind and the metric of an incident may change; its alert stays the same one.
        let labels = standing.alert.labels
        standing.alert = alert
        standing.alert.labels = labels
        standing.version += 1
        standing.isToBeSent = true
        state.alerts[alert.key] = standing
      } else if state.alerts.count < Self.most {
        state.alerts[alert.key] = Standing(alert: alert)
      } else {
        return false
      }
      return true
    }
    if isTaken {
      bell.ring()
    } else {
      log.warning("\(peer) is not told of \(alert.key): \(Self.most) alerts stand already")
    }
  }

  func run() async {
    await withGracefulShutdownHandler {
      await sendAll()
    } onGracefulShutdown: {
      self.state.withLock { $0.isFinishing = true }
      self.bell.ring()
    }
  }

  private func sendAll() async {
    var generator = SystemRandomNumberGenerator()
    var failures = 0
    var nextRepetition = ContinuousClock.now + .seconds(settings.resendSeconds)
    while true {
      let isRepetition = ContinuousClock.now >= nextRepetition
      if isRepetition { nextRepetition = .now + .seconds(settings.resendSeconds) }
      var wish: Double?
      do {
        try await send(repeating: isRepetition)
        failures = 0
      } catch {
        failures += 1
        wish = error.retryAfter
        // What could not be repeated is repeated as soon as it can be.
        if isRepetition { nextRepetition = .now }
        log.warning("\(error)")
      }
      if Task.isCancelled || state.withLock({ $0.isFinishing }) { return }
      let untilRepetition = (nextRepetition - .now).seconds
      guard failures > 0 else {
        await bell.wait(seconds: max(0, untilRepetition))
        continue
      }
      // What failed waits its time, whatever new there is meanwhile.
      let delay = min(settings.resendSeconds, backoff.delay(after: failures, wish: wish, using: &generator))
      await bell.wait(seconds: delay) { state.withLock { $0.isFinishing } }
    }
  }

  /// Sends what is new, and while `repeating` what goes on.
  ///
  /// - Throws: The failure that may pass; what is refused for good is logged.
  private func send(repeating: Bool) async throws(PeerFailure) {
    if state.withLock({ $0.isToAdopt }) { try await adopt() }
    let due = state.withLock { state in
      state.alerts.values.filter { repeating || $0.isToBeSent }.sorted { $0.alert.key < $1.alert.key }
    }
    for start in stride(from: 0, to: due.count, by: Self.batch) {
      let batch = Array(due[start..<min(due.count, start + Self.batch)])
      do throws(PeerFailure) {
        try await post(batch.map(\.alert))
        report(batch.count, true)
      } catch {
        report(batch.count, false)
        guard !error.isPassing else { throw error }
        log.warning("\(error)")
      }
      settle(batch)
    }
  }

  private func settle(_ sent: [Standing]) {
    state.withLock { state in
      for standing in sent where state.alerts[standing.alert.key]?.version == standing.version {
        if standing.alert.isOver {
          state.alerts[standing.alert.key] = nil
        } else {
          state.alerts[standing.alert.key]?.isToBeSent = false
        }
      }
    }
  }

  private func post(_ alerts: [Alert]) async throws(PeerFailure) {
    let now = Date().timeIntervalSince1970
    let posted = alerts.map { $0.posted(now: now, lifetime: Self.lives * settings.resendSeconds) }
    guard let body = try? JSONEncoder().encode(posted) else {
      throw PeerFailure(.refused, "alerts for \(peer) cannot be written as JSON")
    }
    try await ask(
      PeerRequest(
        peer: peer, url: "\(url)/api/v2/alerts", headers: [("Content-Type", "application/json")], body: Array(body),
        timeoutSeconds: settings.timeoutSeconds))
  }

  /// Takes over the labels under which incidents from before a restart are known there.
  private func adopt() async throws(PeerFailure) {
    let query = "active=true&silenced=true&inhibited=true&filter=alertname%3D%22\(Alert.name)%22"
    let request = PeerRequest(peer: peer, url: "\(url)/api/v2/alerts?\(query)", timeoutSeconds: settings.timeoutSeconds)
    var known: [PostedAlert] = []
    do {
      let answer = try await ask(request)
      known = (try? JSONDecoder().decode([PostedAlert].self, from: Data(answer))) ?? []
    } catch  where !error.isPassing {
      log.info("\(error); alerts from before the restart may come twice")
    }
    state.withLock { state in
      state.isToAdopt = false
      for alert in known {
        guard let key = alert.annotations[Alert.keyAnnotation] else { continue }
        state.alerts[key]?.alert.labels = alert.labels
      }
    }
  }

  @discardableResult
  private func ask(_ request: PeerRequest) async throws(PeerFailure) -> [UInt8] {
    let (reply, body) = try await client.send(request)
    guard reply.isSuccess else {
      throw reply.failure(of: peer, saying: String(decoding: body.prefix(400), as: UTF8.self))
    }
    return body
  }
}
