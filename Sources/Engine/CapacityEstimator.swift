/// The load that one replica serves at full CPU, from what was seen: Σ load / Σ (ready · utilization).
///
/// Ticks below a tenth of the CPU say more about the idle process than about the load, and are left
/// out. The sums halve every day of ticks, so that a new version's appetite is learned.
package struct CapacityEstimator: Sendable, Codable, Equatable {
  private static let fewestTicks = 20
  private static let leastUtilization = 0.1

  private let retention: Double
  private var load = 0.0
  private var busyReplicas = 0.0
  private var ticks = 0

  package init(ticksPerDay: Double) { retention = 1 - 0.693 / ticksPerDay }

  /// - Parameters:
  ///   - requestsPerSecond: The whole service's load.
  ///   - utilization: Mean CPU share of the ready replicas, 0...1.
  package mutating func observe(requestsPerSecond: Double, utilization: Double, ready: Int) {
    guard requestsPerSecond > 0, utilization >= Self.leastUtilization, utilization < 0.98, ready > 0 else { return }
    load = load * retention + requestsPerSecond
    busyReplicas = busyReplicas * retention + utilization * Double(ready)
    ticks += 1
  }

  /// Requests per second; nil before there is enough to tell.
  package var capacity: Double? { ticks >= Self.fewestTicks ? load / busyReplicas : nil }
}
