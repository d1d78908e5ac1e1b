import HTTPTypes

/// When a request's first byte came, as a header field that the door itself puts on it.
///
/// The time that a request waits in a connection's queue, or behind a slow body, counts so from where the client sees it.
package enum ArrivalStamp {
  /// Times are nanoseconds since then.
  private static let origin = ContinuousClock.now

  /// Puts a stamp on a request, in place of any that the client sent.
  static func stamp(_ head: inout HTTPRequest, _ arrival: ContinuousClock.Instant) {
    let (seconds, attoseconds) = (arrival - origin).components
    head.headerFields[.tidegateArrival] = "\(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)"
  }

  /// When a request arrived; nil where no door has stamped it.
  package static func instant(of head: HTTPRequest) -> ContinuousClock.Instant? {
    head.headerFields[.tidegateArrival].flatMap { Int64($0) }.map { origin + .nanoseconds($0) }
  }
}
