/// Ready and starting replicas of one service: what a cluster does with the orders of a policy.
///
/// Replicas ordered at tick i are ready at tick i + start-up. When fewer are wanted, starting ones
/// are cancelled first, newest first, then ready ones stop at once; at least one stays ready.
///
/// - Complexity: `advance` is O(1), `scale` O(start-up ticks) at worst. Neither allocates.
public struct ReplicaPool: Sendable, Equatable, Codable {
  /// Replicas that serve.
  public private(set) var ready: Int
  /// Replicas ordered and not ready yet.
  public private(set) var starting = 0
  private let startupTicks: Int
  private var due: [Int]
  private var tick = 0

  /// - Parameters:
  ///   - ready: Replicas that serve from the beginning.
  ///   - startupTicks: Ticks from the order to readiness; 0 means at once.
  public init(ready: Int, startupTicks: Int) {
    precondition(ready >= 0 && startupTicks >= 0, "\(ready) replicas with \(startupTicks) ticks to start")
    self.ready = ready
    self.startupTicks = startupTicks
    due = [Int](repeating: 0, count: startupTicks + 1)
  }

  /// Begins the next tick: replicas that are due become ready.
  public mutating func advance() {
    tick += 1
    let slot = tick % due.count
    ready += due[slot]
    starting -= due[slot]
    due[slot] = 0
  }

  /// Asks for `wanted` replicas, ready and starting together, in the current tick.
  ///
  /// - Returns: By how many the number asked for changed.
  @discardableResult
  public mutating func scale(to wanted: Int) -> Int {
    let before = ready + starting
    if wanted > before {
      if startupTicks == 0 {
        ready += wanted - before
      } else {
        due[(tick + startupTicks) % due.count] += wanted - before
        starting += wanted - before
      }
    } else if wanted < before {
      var excess = before - wanted
      for age in 0..<startupTicks where excess > 0 && starting > 0 {
        let slot = (tick + startupTicks - age) % due.count
        let cancelled = min(excess, due[slot])
        due[slot] -= cancelled
        starting -= cancelled
        excess -= cancelled
      }
      ready = max(min(1, ready), ready - excess)
    }
    return ready + starting - before
  }

  /// Takes away ready replicas that failed by themselves, down to none.
  public mutating func lose(_ count: Int) { ready = max(0, ready - count) }
}
