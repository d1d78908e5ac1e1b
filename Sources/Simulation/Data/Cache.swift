import Numerics

/// The state of a cache: how far back its memory reaches, counted in look-ups.
///
/// With pᵢ the chance that a look-up asks for key i, a window of n look-ups holds and hits
///
///     items(n) = Σ (1 - e^(-pᵢ n))    hits(n) = Σ pᵢ (1 - e^(-pᵢ n))
///
/// The window grows with every look-up, until the items fill the memory (least recently used go first) or are older than
/// the TTL. A restart empties it: misses are then nearly all look-ups, and return over the time that the working set needs.
/// Both sums are tabulated once over n.
///
/// - Complexity: O(1) a tick.
/// - SeeAlso: Che, Tung & Wang, *Hierarchical Web Caching Systems*, IEEE JSAC 20(7), 2002,
///   [doi:10.1109/JSAC.2002.801752](https://doi.org/10.1109/JSAC.2002.801752).
public struct Cache: Sendable {
  /// Points of the tables per factor of ten.
  private static let perDecade = 8.0
  private static let decades = 12

  public let specification: CacheSpecification
  private let items: [Double]
  private let hits: [Double]
  /// The window at which memory is full.
  private let longest: Double
  private var window: Double
  /// The share of look-ups of the last tick that was answered.
  public private(set) var hitRatio = 0.0

  init(_ specification: CacheSpecification) {
    self.specification = specification
    // Ranks in groups whose bounds grow by a twentieth: a few hundred for any number of keys.
    var groups: [(count: Double, weight: Double)] = []
    var first = 1.0
    while first <= specification.keys {
      let next = min(specification.keys + 1, max(first + 1, (first * 1.05).rounded()))
      groups.append((next - first, Double.pow((first + next - 1) / 2, -specification.exponent)))
      first = next
    }
    let total = groups.reduce(0) { $0 + $1.count * $1.weight }
    var (items, hits): ([Double], [Double]) = ([], [])
    for index in 0...Int(Double(Self.decades) * Self.perDecade) {
      let window = Double.pow(10, Double(index) / Self.perDecade)
      var sums = (0.0, 0.0)
      for group in groups {
        let chance = group.weight / total
        let held = -Double.expMinusOne(-chance * window) * group.count
        sums.0 += held
        sums.1 += chance * held
      }
      items.append(sums.0)
      hits.append(sums.1)
    }
    self.items = items
    self.hits = hits
    let full = items.firstIndex { $0 >= specification.items }
    longest = full.map { .pow(10, Double($0) / Self.perDecade) } ?? .infinity
    window = specification.isWarm ? min(longest, 1e12) : 0
  }

  /// Forgets everything.
  mutating func restart() { window = 0 }

  /// Moves on by a tick.
  ///
  /// - Parameters:
  ///   - rate: Look-ups per second.
  ///   - missSeconds: What a miss takes; keys asked for meanwhile miss too, unless misses are coalesced.
  mutating func advance(rate: Double, missSeconds: Double, seconds: Double) {
    let before = min(window, rate * specification.ttlSeconds)
    window = min(longest, rate * specification.ttlSeconds, before + rate * seconds)
    let unseen = specification.coalesces ? 0 : rate * missSeconds
    // The mean of the way, roughly: the window in the middle of the tick.
    hitRatio = value(hits, at: max(0, (before + window) / 2 - unseen))
  }

  /// Memory in use, in megabytes.
  public var usedMegabytes: Double {
    min(specification.items, value(items, at: window)) * specification.itemBytes / 1_048_576
  }

  private func value(_ table: [Double], at window: Double) -> Double {
    guard window > 0 else { return 0 }
    guard window > 1 else { return table[0] * window }
    let position = min(Double(table.count - 1), .log10(window) * Self.perDecade)
    let cell = min(table.count - 2, Int(position))
    return table[cell] + (table[cell + 1] - table[cell]) * (position - Double(cell))
  }
}
