/// How much a metric can be trusted at a tick.
public enum Signal: Sendable, Equatable {
  /// Measured at this tick, and believed.
  case healthy(Float)
  /// Not measured, or not believed, at this tick; the value is the newest that was, a few minutes old at most.
  case stale(Float)
  /// Nothing recent is known.
  case missing

  /// The healthy value; nil for one that cannot be.
  var healthyValue: Float? { if case .healthy(let value) = self, value.isFinite, value >= 0 { value } else { nil } }

  /// The stale value; nil for one that cannot be.
  var staleValue: Float? { if case .stale(let value) = self, value.isFinite, value >= 0 { value } else { nil } }
}
