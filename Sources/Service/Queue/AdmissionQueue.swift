import Engine
import Synchronization

/// How many requests may wait for a decision, and what is left of the time in which each must be answered.
///
/// Nothing is queued here: a request that is let in goes on at once, and those that would make others late are refused at the
/// door, which costs next to nothing.
final class AdmissionQueue: Sendable {
  private let depth: Int
  private let deadline: Duration
  private let waiting = Atomic(0)

  init(_ limits: ServiceLimits) {
    depth = limits.queueDepth
    deadline = .milliseconds(limits.deadlineMilliseconds)
  }

  /// Requests inside.
  var count: Int { waiting.load(ordering: .relaxed) }

  /// Lets a request in; `leave` must follow.
  ///
  /// - Throws: `RequestRefusal`, 429, when there are too many inside.
  func enter() throws(RequestRefusal) {
    guard waiting.add(1, ordering: .relaxed).newValue <= depth else {
      leave()
      throw .overloaded(.tooManyRequests, "\(depth) requests are being answered already; try again in a second")
    }
  }

  func leave() { waiting.subtract(1, ordering: .relaxed) }

  /// The rung for a decision of a request that arrived at `arrival`.
  ///
  /// - Throws: `RequestRefusal`, 503, when the answer would be late on any.
  func rung(arrival: ContinuousClock.Instant, now: ContinuousClock.Instant = .now) throws(RequestRefusal) -> LatencyRung {
    guard let rung = LatencyRung(remaining: deadline - (now - arrival), of: deadline) else {
      throw .overloaded(
        .serviceUnavailable, "the answer would come after the deadline of \(deadline.milliseconds) ms; try again in a second")
    }
    return rung
  }
}
