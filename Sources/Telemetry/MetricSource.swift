/// Where observations come from: a recorded file, a simulated platform, a monitoring system.
///
/// This is the door of the room: whatever can tell one tick after another drives the rest of the engine.
public protocol MetricSource {
  /// Hands over the next tick, oldest first, each later than the one before.
  ///
  /// - Returns: `nil` once there is nothing more to come.
  /// - Throws: What keeps the source from reading; for files a ``TelemetryError``.
  mutating func next() throws -> Observation?
}
