import Engine
import Foundation
import Logging
import ServiceLifecycle
import Synchronization

/// Tells an address each new number of replicas of one workload.
///
/// There is never more than one message under way and one that waits: a newer decision takes the place of the one that
/// waits, and ends the repetitions of the one under way. A number that does not change is sent again now and then,
/// since whoever was told may have forgotten.
package final class WebhookActuator: Service {
  /// What became of messages.
  package struct Counts: Sendable, Equatable {
    package var delivered = 0
    /// A newer one took its place.
    package var superseded = 0
    /// Given up.
    package var failed = 0
    package var attempts = 0

    package init(delivered: Int = 0, superseded: Int = 0, failed: Int = 0, attempts: Int = 0) {
      self.delivered = delivered
      self.superseded = superseded
      self.failed = failed
      self.attempts = attempts
    }
  }

  private struct State {
    var waiting: WebhookMessage?
    /// What was queued last, and when; nil where the next decision is to be sent in any case.
    var last: (replicas: Int, time: ContinuousClock.Instant)?
    var isFinishing = false
    var counts = Counts()
  }

  private let workload: String
  private let settings: WebhookSettings
  private let backoff: Backoff
  private let client: PeerClient
  private let log: Logger
  /// Is told whether a message was delivered or given up.
  private let report: @Sendable (Bool) -> Void
  private let peer: String
  private let bell = Bell()
  private let state = Mutex(State())

  package init(
    _ settings: WebhookSettings, workload: String, client: PeerClient, backoff: Backoff = Backoff(), log: Logger,
    report: @escaping @Sendable (_ isDelivered: Bool) -> Void = { _ in }
  ) {
    self.report = report
    self.workload = workload
    self.settings = settings
    self.backoff = backoff
    self.client = client
    self.log = log
    // Paths of webhooks may be secrets.
    let host = URLComponents(string: settings.url)?.host ?? "an address without host"
    peer = "the webhook of '\(workload)' at \(host)"
  }

  package var counts: Counts { state.withLock { $0.counts } }

  /// Sends a decision if its number is new, or has not been sent for long; returns at once.
  ///
  /// - Parameter id: The row under which the decision is kept.
  /// - Returns: Whether it will be sent.
  @discardableResult
  package func send(
    _ decision: DecisionMessage, id: Int64, rung: LatencyRung, now: ContinuousClock.Instant = .now
  ) -> Bool {
    let isDue = state.withLock { state in
      guard !state.isFinishing else { return false }
      guard let last = state.last, last.replicas == decision.replicas else { return true }
      return (now - last.time).seconds >= settings.resendSeconds
    }
    guard isDue else { return false }
    do {
      let message = try WebhookMessage(decision, id: id, rung: rung, workload: workload)
      state.withLock { state in
        if state.waiting != nil { state.counts.superseded += 1 }
        state.waiting = message
        state.last = (decision.replicas, now)
      }
    } catch {
      log.error("a decision of '\(workload)' cannot be written as JSON: \(error)")
      return false
    }
    bell.ring()
    return true
  }

  /// Delivers until the service ends; what waits then is tried once more.
  package func run() async {
    await withGracefulShutdownHandler {
      while true {
        while let message = take() { await deliver(message) }
        if Task.isCancelled || state.withLock({ $0.isFinishing }) { return }
        await bell.wait()
      }
    } onGracefulShutdown: {
      self.state.withLock { $0.isFinishing = true }
      self.bell.ring()
    }
  }

  private func take() -> WebhookMessage? {
    state.withLock { state in
      defer { state.waiting = nil }
      return state.waiting
    }
  }

  private func deliver(_ message: WebhookMessage) async {
    var generator = SystemRandomNumberGenerator()
    var attempt = 1
    while true {
      state.withLock { $0.counts.attempts += 1 }
      do {
        try await post(message)
        state.withLock { $0.counts.delivered += 1 }
        report(true)
        return
      } catch {
        guard error.isPassing, attempt < settings.attempts else { return giveUp(message, error) }
        log.info("\(error), attempt \(attempt) of \(settings.attempts)")
        let delay = backoff.delay(after: attempt, wish: error.retryAfter, using: &generator)
        await bell.wait(seconds: delay) { state.withLock { $0.waiting != nil || $0.isFinishing } }
        switch state.withLock({ ($0.waiting != nil, $0.isFinishing) }) {
        case (true, _): return state.withLock { $0.counts.superseded += 1 }
        case (_, true): return giveUp(message, error)
        default: if Task.isCancelled { return giveUp(message, error) }
        }
      }
      attempt += 1
    }
  }

  private func post(_ message: WebhookMessage) async throws(PeerFailure) {
    var request = PeerRequest(
      peer: peer, url: settings.url, body: message.body, timeoutSeconds: settings.timeoutSeconds, replyBytes: 1 << 20)
    request.headers = message.headers(timestamp: Int64(Date().timeIntervalSince1970), secret: settings.secret)
    let (reply, body) = try await client.send(request)
    guard reply.isSuccess else {
      throw reply.failure(of: peer, saying: String(decoding: body.prefix(400), as: UTF8.self))
    }
  }

  private func giveUp(_ message: WebhookMessage, _ failure: PeerFailure) {
    log.warning("decision \(message.id) with \(message.replicas) replicas was not delivered: \(failure)")
    report(false)
    state.withLock { state in
      state.counts.failed += 1
      // One that will not be taken is not tried with every tick; one that could not be is.
      if failure.isPassing, state.waiting == nil { state.last = nil }
    }
  }
}
