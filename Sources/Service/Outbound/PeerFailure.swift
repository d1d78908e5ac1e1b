/// Why someone else's server did not do what it was asked, as one sentence.
package struct PeerFailure: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Cause: Sendable, Equatable {
    /// No connection, or no answer in time.
    case unreachable
    /// It answered that it cannot now: 429 or 5xx.
    case unavailable
    /// It was asked for too much at once.
    case tooMuch
    /// It will not do this, however often it is asked.
    case refused
  }

  package var cause: Cause
  /// What happened, and what to do where that is known.
  package var sentence: String
  /// When the server wants to be asked again, in seconds.
  package var retryAfter: Double?

  package init(_ cause: Cause, _ sentence: String, retryAfter: Double? = nil) {
    self.cause = cause
    self.sentence = sentence
    self.retryAfter = retryAfter
  }

  /// Whether the same request may be answered later.
  package var isPassing: Bool { cause == .unreachable || cause == .unavailable }

  package var description: String { sentence }
}
