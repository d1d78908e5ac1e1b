/// A roll-out under way.
///
/// In the time that a replica takes to start, `surge` + `unavailable` of the replicas are replaced; meanwhile the surge costs,
/// and the unavailable part does not serve. With health checks a version that crashes stops at its first batch.
struct RollingUpdate: Sendable {
  enum Phase: Sendable { case waiting, rolling, done, returning, returned }

  let specification: DeploymentSpecification
  let service: Int
  private(set) var phase = Phase.waiting
  /// The share of replicas on the new version.
  private(set) var updated = 0.0
  private var failingSeconds = 0.0
  private var usualP95 = 0.0

  init(_ specification: DeploymentSpecification, service: Int) {
    self.specification = specification
    self.service = service
  }

  /// The share of the wanted replicas that does not serve, and that is there besides.
  var missing: Double {
    let crashed = specification.crashes && !specification.isChecked ? updated : 0
    return (isMoving ? specification.unavailable : 0) + crashed
  }
  var surplus: Double { isMoving ? specification.surge : 0 }
  var isMoving: Bool { phase == .rolling || phase == .returning }

  /// Moves on by a tick.
  ///
  /// - Parameters:
  ///   - errors: The service's share of failed requests in the last tick; p95 in seconds.
  mutating func advance(minutes: Double, startupSeconds: Double, errors: Double, p95: Double, seconds: Double) {
    let pace = max(0.05, specification.surge + specification.unavailable) * seconds / max(seconds, startupSeconds)
    switch phase {
    case .waiting:
      usualP95 += 0.05 * (p95 - usualP95)
      if minutes >= specification.startMinutes { phase = .rolling }
    case .rolling, .done:
      let isStuck = specification.crashes && specification.isChecked
      if phase == .rolling, !isStuck { updated = min(1, updated + pace) }
      if updated == 1 { phase = .done }
      // A good version is watched for as long as a bad one is given.
      let isBad = isStuck || errors > 0.02 || p95 > 2 * usualP95
      failingSeconds = isBad ? failingSeconds + seconds : 0
      if specification.rollbackSeconds > 0, failingSeconds >= specification.rollbackSeconds { phase = .returning }
    case .returning:
      updated = max(0, updated - pace)
      if updated == 0 { phase = .returned }
    case .returned: break
    }
  }
}
