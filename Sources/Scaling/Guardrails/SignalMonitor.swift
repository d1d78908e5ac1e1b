/// Tells a load that surges from a metric that is broken for a moment.
///
/// A load is doubted when it jumps, to more than twice or less than half of the last one believed, and
///
/// - CPU contradicts it: it is not saturated, has not moved ten points the same way, and by the utilization law
///   explains less than half of the load (or more than twice). Such a load is believed at its fifth tick: then it
///   is what a replica serves that has changed. While the detector finds the load alone strange, it is doubted for as long as
///   an earlier one is known, five minutes;
/// - CPU says nothing, and the load is beyond four times the largest so far and ten replicas' worth, or has
///   lost nine tenths of at least a replica's worth. Such a load is believed at its second tick.
///
/// - Complexity: O(lag) a tick. Does not allocate.
public struct SignalMonitor: Sendable, Codable, Equatable {
  private static let patience = 5
  private static let patienceWithoutCPU = 2
  private static let noise = 0.1

  /// What is made of the load of a tick.
  public enum Verdict: Sendable, Equatable {
    case believed
    /// Believed although CPU still contradicts it: a replica serves another load than before.
    case changed
    case doubted
    case missing
  }

  /// The largest load believed, in requests per second, halved every week; NaN before the first.
  public private(set) var largestLoad = Double.nan
  /// What the policy recommended at the last tick.
  public var recommended = 0
  private let retention: Double
  private var readies: [Int]
  private var tick = 0
  private var doubtedTicks = 0
  private var utilizationBefore = Double.nan

  /// - Parameter lagTicks: How many ticks old metrics are when they are seen.
  public init(lagTicks: Int, tickSeconds: Double) {
    retention = 1 - 0.693 * tickSeconds / (7 * 86_400)
    readies = [Int](repeating: 0, count: lagTicks + 1)
  }

  /// The fewest and most ready replicas from when the newest metrics were taken until now.
  public var ready: ClosedRange<Int> {
    var fewest = Int.max
    var most = 0
    for index in 0..<min(max(1, tick), readies.count) {
      fewest = min(fewest, readies[index])
      most = max(most, readies[index])
    }
    return min(fewest, most)...most
  }

  /// Judges the load of the next tick.
  ///
  /// - Parameters:
  ///   - load: Requests per second; nil when not measured.
  ///   - utilization: CPU share of the ready replicas, 0...1; nil when not measured.
  ///   - ready: Replicas that serve now.
  ///   - capacity: Requests per second that a replica is taken to serve; nil while unknown.
  ///   - observedCapacity: The same as CPU has shown it, at full CPU; nil while it has not.
  ///   - known: The last load believed, in requests per second; NaN when there is no recent one.
  ///   - isStrange: Whether the load is an anomaly, while latency and errors are as ever.
  public mutating func judge(
    load: Double?, utilization: Double?, ready: Int, capacity: Double?, observedCapacity: Double?, known: Double,
    isStrange: Bool = false
  ) -> Verdict {
    readies[tick % readies.count] = ready
    tick += 1
    guard let load else { return .missing }
    var verdict = Verdict.believed
    if tick > 1, let capacity, hasJumped(load, from: known), !isConfirmed(load, by: utilization, known: known) {
      if let utilization, let observedCapacity {
        if isContradicted(load, by: utilization, capacity: observedCapacity, known: known) {
          doubtedTicks += 1
          guard doubtedTicks >= Self.patience, !isStrange else { return .doubted }
          verdict = .changed
        }
      } else if isUnheardOf(load, capacity: capacity, known: known) {
        doubtedTicks += 1
        guard doubtedTicks >= Self.patienceWithoutCPU else { return .doubted }
      }
    }
    doubtedTicks = 0
    utilizationBefore = utilization ?? .nan
    believe(load)
    return verdict
  }

  /// Takes note of a load of the past, which is not judged, nor the first load after it.
  public mutating func believe(_ load: Double) {
    largestLoad = largestLoad.isNaN ? load : max(load, largestLoad * retention)
  }

  private func hasJumped(_ load: Double, from known: Double) -> Bool { load > 2 * known || load < known / 2 }

  /// Whether CPU is at its end, or has gone the way of the load.
  private func isConfirmed(_ load: Double, by utilization: Double?, known: Double) -> Bool {
    guard let utilization else { return false }
    let moved = utilization - utilizationBefore
    return load > known
      ? utilization >= Double(Guardrails.saturation) || moved >= Self.noise : moved <= -Self.noise
  }

  /// Whether CPU explains less than half of a load that rose, or more than twice one that fell.
  private func isContradicted(_ load: Double, by utilization: Double, capacity: Double, known: Double) -> Bool {
    load > known
      ? load > 2 * capacity * (utilization + Self.noise / 2) * Double(ready.upperBound)
      : 2 * load < capacity * (utilization - Self.noise) * Double(ready.lowerBound)
  }

  private func isUnheardOf(_ load: Double, capacity: Double, known: Double) -> Bool {
    load > known ? load > 4 * largestLoad + 10 * capacity : load < known / 10 && known >= capacity
  }
}
