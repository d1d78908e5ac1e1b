/// The load that one replica serves at full CPU, from what was seen, by the utilization law:
///
///     capacity = Σ load / Σ (ready · utilization)        over blocks b of four ticks each
///     error²   = Σ (load_b - capacity · busy_b)² / (Σ load_b)²
///
/// Metrics are older than the replicas that are counted, so ticks count only while that number stood still. Ticks
/// below a tenth of the CPU say more about the idle process than about the load, and saturated ones hide load;
/// both are left out. Sums halve every day, so that a new version's appetite is learned. CPU that an idle
/// process takes is not told apart: it makes the estimate smaller, as much as it does where the service is run.
///
/// - SeeAlso: Denning and Buzen, *The Operational Analysis of Queueing Network Models*, Computing Surveys 10(3), 1978,
///   [doi:10.1145/356733.356735](https://doi.org/10.1145/356733.356735); the error is a ratio estimator's (Cochran,
///   *Sampling Techniques*, 1977, chapter 6).
package struct CapacityEstimator: Sendable, Codable, Equatable {
  private static let blockTicks = 4
  private static let fewestBlocks = 5
  private static let utilizations = 0.1..<0.98
  /// Replicas have stood still when they changed by less than a fiftieth.
  private static let stillness = 50

  private let retention: Double
  private var load = 0.0
  private var busyReplicas = 0.0
  /// Sums of squares and products of the blocks, with the squares of their weights.
  private var loadSquares = 0.0
  private var busySquares = 0.0
  private var products = 0.0
  private var blocks = 0
  private var blockLoad = 0.0
  private var blockBusy = 0.0
  private var ticksInBlock = 0

  package init(ticksPerDay: Double) { retention = 1 - 0.693 * Double(Self.blockTicks) / ticksPerDay }

  /// - Parameters:
  ///   - requestsPerSecond: The whole service's load.
  ///   - utilization: Mean CPU share of the ready replicas, 0...1.
  ///   - ready: The fewest and most ready replicas since the metrics were taken.
  package mutating func observe(requestsPerSecond: Double, utilization: Double, ready: ClosedRange<Int>) {
    guard requestsPerSecond > 0, Self.utilizations.contains(utilization), ready.lowerBound > 0,
      ready.count - 1 <= ready.lowerBound / Self.stillness
    else { return }
    blockLoad += requestsPerSecond
    blockBusy += utilization * Double(ready.upperBound)
    ticksInBlock += 1
    guard ticksInBlock == Self.blockTicks else { return }
    load = load * retention + blockLoad
    busyReplicas = busyReplicas * retention + blockBusy
    let squared = retention * retention
    loadSquares = loadSquares * squared + blockLoad * blockLoad
    busySquares = busySquares * squared + blockBusy * blockBusy
    products = products * squared + blockLoad * blockBusy
    blocks += 1
    blockLoad = 0
    blockBusy = 0
    ticksInBlock = 0
  }

  /// Requests per second; nil before there is enough to tell.
  package var capacity: Double? { blocks >= Self.fewestBlocks ? load / busyReplicas : nil }

  /// One standard error of `capacity`, as a share of it; nil as long as that is.
  package var relativeError: Double? {
    guard let capacity else { return nil }
    let residuals = loadSquares - 2 * capacity * products + capacity * capacity * busySquares
    return (max(0, residuals) * Double(blocks) / Double(blocks - 1)).squareRoot() / load
  }

  /// Keeps the estimate, but lets the next minutes overrule it: a replica's capacity has changed.
  package mutating func forget() {
    guard capacity != nil else { return }
    let share = min(1, Double(Self.fewestBlocks) / (1 / (1 - retention)))
    load *= share
    busyReplicas *= share
    loadSquares *= share * share
    busySquares *= share * share
    products *= share * share
  }
}
