/// Whether a stream of scores has risen for good, so that the model behind it should be trained again: the Page–Hinkley test.
///
///     mₜ = max(0, mₜ₋₁ + zₜ - δ)      drift when mₜ > λ      z = (score - mean) / deviation, kept within ±3
///
/// with mean and deviation those of the first `reference` scores, δ = 0.5 and λ = 50: a rise by one deviation is found after
/// about 100 scores, one by three after 20. The beginning of the drift is the row after which m was last 0.
///
/// - SeeAlso: Page, *Continuous Inspection Schemes*, Biometrika 41, 1954,
///   [doi:10.1093/biomet/41.1-2.100](https://doi.org/10.1093/biomet/41.1-2.100).
public struct DriftDetector: Sendable, Equatable, Codable {
  private static let allowance = 0.5
  private static let threshold = 50.0
  private static let clip = 3.0

  private let reference: Int
  private var count = 0
  private var known = 0
  private var mean = 0.0
  private var squares = 0.0
  private var sum = 0.0
  private var start = 0

  /// - Parameter reference: Scores that say what is usual, at least 2.
  public init(reference: Int = 1_000) {
    precondition(reference >= 2, "\(reference) scores cannot say what is usual")
    self.reference = reference
  }

  /// Takes in the next score; one that is not finite counts as a row only.
  ///
  /// - Returns: The row, counted from 0, since which scores have been higher, once that is certain; nil before.
  /// - Complexity: O(1). Does not allocate.
  public mutating func update(_ score: Double) -> Int? {
    defer { count += 1 }
    guard score.isFinite else { return driftingSince }
    guard known >= reference else {
      known += 1
      let difference = score - mean
      mean += difference / Double(known)
      squares += difference * (score - mean)
      start = count + 1
      return nil
    }
    let deviation = max((squares / Double(reference - 1)).squareRoot(), 1e-3 * abs(mean) + 1e-9)
    let z = min(max((score - mean) / deviation, -Self.clip), Self.clip)
    guard driftingSince == nil else { return driftingSince }
    sum = max(0, sum + z - Self.allowance)
    if sum == 0 { start = count + 1 }
    if sum > Self.threshold { driftingSince = start }
    return driftingSince
  }

  /// The row since which scores have been higher; nil without a drift. It stays until a new detector is made.
  public private(set) var driftingSince: Int?
}
