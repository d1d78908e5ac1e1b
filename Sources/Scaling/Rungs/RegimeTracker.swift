import Foundation
import Numerics

/// Tells the regime: the forecast's spread against the median and 85 % quantile of its last week.
///
/// The spread is log((Q.99 + 1) / (Q.5 + 1)). One value every five minutes goes into a histogram that forgets
/// values older than a week; the two bounds are read off it every hour. Bin b of 256 ends at 4 ((b + 1) / 256)²,
/// so that small spreads are told apart more finely. 2.6 KB with ticks of 15 s.
///
/// - Complexity: O(1) a tick, O(bins) every hour. Does not allocate after `init`.
package struct RegimeTracker: Sendable, Equatable {
  private static let bins = 256
  private static let largest: Float = 4

  private let ticksPerValue: Int
  private let ticksPerHour: Int
  private var counts: [UInt16]
  /// The bins of the newest values.
  private var ring: [UInt8]
  private var filled = 0
  private var tick = 0
  package private(set) var median: Float = 0
  package private(set) var upper: Float = 0

  package init(tickSeconds: Double) {
    ticksPerValue = max(1, Int((300 / tickSeconds).rounded()))
    ticksPerHour = max(1, Int((3_600 / tickSeconds).rounded()))
    counts = [UInt16](repeating: 0, count: Self.bins)
    let ticksPerWeek = 7 * 86_400 / tickSeconds
    ring = [UInt8](repeating: 0, count: max(16, Int(ticksPerWeek / Double(ticksPerValue))))
  }

  /// Takes the forecast of a tick and names its regime.
  package mutating func regime(of forecast: LoadQuantiles) -> Regime {
    let spread = max(0, Float.log((forecast.loads[4] + 1) / (forecast.loads[0] + 1)))
    if tick % ticksPerValue == 0 { remember(spread) }
    // In the first hour there are few values, each of which may move the bounds.
    if tick % ticksPerHour == 0 || tick < ticksPerHour { setBounds() }
    tick += 1
    return spread <= median ? .calm : spread <= upper ? .usual : .unsettled
  }

  private mutating func remember(_ spread: Float) {
    let bin = UInt8(min(Float(Self.bins - 1), (spread / Self.largest).squareRoot() * Float(Self.bins)))
    let slot = filled % ring.count
    if filled >= ring.count { counts[Int(ring[slot])] -= 1 }
    ring[slot] = bin
    counts[Int(bin)] += 1
    filled += 1
  }

  private mutating func setBounds() {
    let total = min(filled, ring.count)
    median = bound(total / 2)
    upper = bound(Int(Double(total) * 0.85))
  }

  /// The upper edge of the bin in which the value of that rank lies.
  private func bound(_ rank: Int) -> Float {
    var below = 0
    for (bin, count) in counts.enumerated() {
      below += Int(count)
      if below > rank {
        let edge = Float(bin + 1) / Float(Self.bins)
        return edge * edge * Self.largest
      }
    }
    return Self.largest
  }
}

extension RegimeTracker: Codable {
  private enum Key: String, CodingKey { case ticksPerValue, ticksPerHour, ring, filled, tick, median, upper }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(ticksPerValue, forKey: .ticksPerValue)
    try container.encode(ticksPerHour, forKey: .ticksPerHour)
    try container.encode(Data(ring), forKey: .ring)
    try container.encode(filled, forKey: .filled)
    try container.encode(tick, forKey: .tick)
    try container.encode(median, forKey: .median)
    try container.encode(upper, forKey: .upper)
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    ticksPerValue = try container.decode(Int.self, forKey: .ticksPerValue)
    ticksPerHour = try container.decode(Int.self, forKey: .ticksPerHour)
    ring = [UInt8](try container.decode(Data.self, forKey: .ring))
    filled = try container.decode(Int.self, forKey: .filled)
    tick = try container.decode(Int.self, forKey: .tick)
    median = try container.decode(Float.self, forKey: .median)
    upper = try container.decode(Float.self, forKey: .upper)
    guard ticksPerValue > 0, ticksPerHour > 0, (1...65_535).contains(ring.count), (0...tick).contains(filled) else {
      throw DecodingError.dataCorruptedError(forKey: .ring, in: container, debugDescription: "not a week of spreads")
    }
    counts = [UInt16](repeating: 0, count: Self.bins)
    for bin in ring.prefix(filled) { counts[Int(bin)] += 1 }
  }
}
