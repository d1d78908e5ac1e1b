import Metrics

/// What the service counts of itself, through swift-metrics.
final class ServiceMeter: Sendable {
  /// - Parameters:
  ///   - queue: From arrival until the decision began; nil for a source.
  ///   - compute: What the decision took.
  func decided(_ tick: Tick, queue: Duration?, compute: Duration) {}

  /// - Parameter duration: From the decision until it was kept.
  func kept(_ duration: Duration) {}
}
