/// How much one series changed in a window, beside how much it usually changes.
///
///     distance(A, B) = ∫ |F_A(x) - F_B(x)| dx / mean |b - median(B)|        B: the rows before A
///     strength       = distance(window, before) / usual distance
///
/// The first is the Wasserstein distance of two samples, in units of the earlier one's mean deviation: it grows with a change of the level, the
/// spread or the shape. The usual one is the 95 % quantile over up to 100 earlier windows of the same length in the same series,
/// so that a busy, seasonal or slowly wandering series does not look changed: at a strength above 1 it changed more than in 19 of
/// 20 of them. Only rows up to the window's end are read.
///
/// - SeeAlso: Ramdas, García Trillos and Cuturi, *On Wasserstein Two-Sample Testing and Related Families of Nonparametric Tests*,
///   Entropy 19, 2017, [doi:10.3390/e19020047](https://doi.org/10.3390/e19020047).
public struct SeriesChange: Sendable, Equatable, Codable {
  /// The rows before that a window is compared with, as a multiple of its own, and the fewest of them.
  private static let baseline = 4
  private static let fewestBaselineRows = 120
  private static let mostPlacements = 100
  /// Earlier windows that must be known before they say what is usual.
  private static let fewestPlacements = 20
  private static let usualQuantile = 0.95

  /// Distance of the window's values from those before, 0 when they are distributed alike.
  public let distance: Double
  /// The distance that 95 % of earlier windows stay below, at least 0.5; nil where fewer than 20 are known.
  public let usual: Double?
  /// The values in the middle of the window and of the rows before.
  public let median: Double
  public let medianBefore: Double

  /// By what series are ranked: the distance as a multiple of the usual one, or of 1 where that is not known.
  public var strength: Double { distance / (usual ?? 1) }

  /// - Parameters:
  ///   - values: One series, in the order of its rows; what is not finite is missing.
  ///   - window: The rows that are compared with those before them.
  /// - Returns: nil with fewer than two values in the window or before it.
  /// - Precondition: The window's rows are rows of the series.
  /// - Complexity: O(100 w log w) with w the rows of the window and its baseline.
  public init?(_ values: [Double], in window: Range<Int>) {
    guard let now = Self.compare(values, window) else { return nil }
    distance = now.distance
    median = now.median
    medianBefore = now.medianBefore
    let rows = Self.baselineRows(window)
    let last = window.lowerBound - window.count
    let step = max(1, (last - rows) / Self.mostPlacements)
    let earlier = stride(from: last, through: rows, by: -step).prefix(Self.mostPlacements)
      .compactMap { Self.compare(values, $0..<$0 + window.count)?.distance }.sorted()
    usual =
      earlier.count < Self.fewestPlacements
      ? nil : max(earlier[Int(Self.usualQuantile * Double(earlier.count - 1))], 0.5)
  }

  private static func baselineRows(_ window: Range<Int>) -> Int { max(baseline * window.count, fewestBaselineRows) }

  private static func compare(
    _ values: [Double], _ window: Range<Int>
  ) -> (distance: Double, median: Double, medianBefore: Double)? {
    let before = max(0, window.lowerBound - baselineRows(window))..<window.lowerBound
    let new = values[window].filter(\.isFinite).sorted()
    let old = values[before].filter(\.isFinite).sorted()
    guard new.count >= 2, old.count >= 2 else { return nil }
    let middle = old[old.count / 2]
    let spread = old.reduce(0) { $0 + abs($1 - middle) } / Double(old.count)
    // A series that stood still has no spread: a thousandth of its level is one then.
    let unit = max(spread, 1e-3 * abs(middle), .leastNormalMagnitude)
    return (min(wasserstein(new, old) / unit, 1e6), new[new.count / 2], middle)
  }

  /// The area between the distribution functions of two sorted samples.
  static func wasserstein(_ left: [Double], _ right: [Double]) -> Double {
    var (i, j, area) = (0, 0, 0.0)
    var x = min(left[0], right[0])
    while i < left.count || j < right.count {
      let next = min(i < left.count ? left[i] : .infinity, j < right.count ? right[j] : .infinity)
      area += abs(Double(i) / Double(left.count) - Double(j) / Double(right.count)) * (next - x)
      x = next
      while i < left.count, left[i] == x { i += 1 }
      while j < right.count, right[j] == x { j += 1 }
    }
    return area
  }
}
