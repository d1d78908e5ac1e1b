import Numerics

/// Tells the regime: the forecast's spread against the median and 85 % quantile of its last week.
///
/// The spread is log((Q.99 + 1) / (Q.5 + 1)). One value a minute goes into a histogram that forgets
/// values older than a week; the two bounds are read off it every hour.
///
/// - Complexity: O(1) a tick, O(bins) every hour. Does not allocate after `init`.
package struct RegimeTracker: Sendable, Equatable, Codable {
  private static let bins = 512
  private static let largest: Float = 4

  private let ticksPerMinute: Int
  private let ticksPerHour: Int
  private var counts: [Int32]
  private var ring: [UInt16]
  private var filled = 0
  private var tick = 0
  package private(set) var median: Float = 0
  package private(set) var upper: Float = 0

  package init(tickSeconds: Double) {
    ticksPerMinute = max(1, Int((60 / tickSeconds).rounded()))
    ticksPerHour = max(1, Int((3_600 / tickSeconds).rounded()))
    counts = [Int32](repeating: 0, count: Self.bins)
    let ticksPerWeek = 7 * 86_400 / tickSeconds
    ring = [UInt16](repeating: 0, count: max(16, Int(ticksPerWeek / Double(ticksPerMinute))))
  }

  /// Takes the forecast of a tick and names its regime.
  package mutating func regime(of forecast: LoadQuantiles) -> Regime {
    let spread = max(0, Float.log((forecast.loads[4] + 1) / (forecast.loads[0] + 1)))
    if tick % ticksPerMinute == 0 { remember(spread) }
    if tick % ticksPerHour == 0 || filled < 60 { setBounds() }
    tick += 1
    return spread <= median ? .calm : spread <= upper ? .usual : .unsettled
  }

  private mutating func remember(_ spread: Float) {
    let bin = UInt16(min(Float(Self.bins - 1), spread / Self.largest * Float(Self.bins)))
    let slot = filled % ring.count
    if filled >= ring.count { counts[Int(ring[slot])] -= 1 }
    ring[slot] = bin
    counts[Int(bin)] += 1
    filled += 1
  }

  private mutating func setBounds() {
    let total = min(filled, ring.count)
    median = bound(Int32(total / 2))
    upper = bound(Int32(Double(total) * 0.85))
  }

  /// The upper edge of the bin in which the value of that rank lies.
  private func bound(_ rank: Int32) -> Float {
    var below: Int32 = 0
    for (bin, count) in counts.enumerated() {
      below += count
      if below > rank { return Float(bin + 1) / Float(Self.bins) * Self.largest }
    }
    return Self.largest
  }
}
