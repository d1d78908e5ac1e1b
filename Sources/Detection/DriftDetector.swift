/// Whether scores have risen for good, so that the model behind them should be trained again: the Page–Hinkley test.
///
///     mₜ = max(0, mₜ₋₁ ± ½)          + where the score is above what is usual, - below          drift when mₜ > rows / 2
///
/// An incident of some hours is no drift: only when by 1,000 rows more lay above than below, since m was last 0, has the
/// normal become another. The sign is tested, not the score, so that a few enormous scores do not count for more than that.
///
/// - SeeAlso: Page, *Continuous Inspection Schemes*, Biometrika 41, 1954,
///   [doi:10.1093/biomet/41.1-2.100](https://doi.org/10.1093/biomet/41.1-2.100).
public struct DriftDetector: Sendable, Equatable, Codable {
  /// Rows by which those above must exceed those below.
  private static let rows = 1_000

  /// The score that nearly all rows of normal operation stay below.
  public let usual: Double
  /// The row, counted from 0, since which most scores have been higher; nil without a drift. It stays until ``reset()``.
  public private(set) var driftingSince: Int?
  private var count = 0
  private var excess = 0
  private var start = 0

  public init(usual: Double) { self.usual = usual }

  /// Takes in the next score; one that is not finite counts as a row only.
  ///
  /// - Complexity: O(1). Does not allocate.
  public mutating func update(_ score: Double) {
    defer { count += 1 }
    guard score.isFinite, driftingSince == nil else { return }
    excess = max(0, excess + (score > usual ? 1 : -1))
    if excess == 0 { start = count + 1 }
    if excess > Self.rows { driftingSince = start }
  }

  /// Forgets the scores seen.
  public mutating func reset() { self = DriftDetector(usual: usual) }
}
