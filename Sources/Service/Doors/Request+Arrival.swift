import Hummingbird

extension Request {
  /// When the first part of the request was read, by the stamp that a door's channel puts on it; now, where there is none.
  var arrival: ContinuousClock.Instant { ArrivalStamp.instant(of: head) ?? .now }
}
