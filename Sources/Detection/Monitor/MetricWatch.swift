/// What a detector of values does not see in one metric: that it stopped changing, stopped coming, or is a counter that restarted.
///
/// - Complexity: O(1) a row. Does not allocate.
struct MetricWatch: Sendable, Codable {
  /// What a watch found; each is said once.
  enum Finding: Sendable, Equatable {
    /// Rows without a change.
    case flatLine(rows: Int)
    /// Rows without a value.
    case gap(rows: Int)
  }

  /// Values that must be known before anything is said of them.
  private static let flatWarmUp = 240
  private static let gapWarmUp = 40
  private static let counterWarmUp = 200
  private static let fewestFlatRows = 30
  private static let fewestMissingRows = 5

  /// The newest value that was there; NaN before the first.
  private(set) var last = Float.nan
  /// What a counter had counted before it restarted, in the metric's unit.
  private(set) var offset: Float = 0
  private var rows = 0
  private var known = 0
  private var changes = 0
  private var rises = 0
  private var hasFallen = false
  private var unchanged = 0
  private var longestUnchanged = 0
  private var missing = 0
  private var longestMissing = 0

  /// Takes the next value; one that is not finite is missing, and neither changed nor unchanged.
  mutating func take(_ value: Float) -> Finding? {
    rows += 1
    guard value.isFinite else {
      missing += 1
      let isExpected = known < Self.gapWarmUp || 10 * known < 9 * (rows - missing)
      return !isExpected && missing == max(Self.fewestMissingRows, 3 * longestMissing)
        ? .gap(rows: missing) : nil
    }
    longestMissing = max(longestMissing, missing)
    missing = 0
    defer {
      last = value
      known += 1
    }
    guard known > 0, value != last else {
      unchanged += known > 0 ? 1 : 0
      let isBusy = known >= Self.flatWarmUp && 2 * changes >= known - unchanged
      return isBusy && unchanged == Self.fewestFlatRows + 4 * longestUnchanged ? .flatLine(rows: unchanged) : nil
    }
    changes += 1
    longestUnchanged = max(longestUnchanged, unchanged)
    unchanged = 0
    if value > last {
      rises += 1
    } else if known >= Self.counterWarmUp, !hasFallen, 2 * rises >= known, value >= 0, value < last / 2 {
      offset += last
    } else {
      hasFallen = true
    }
    return nil
  }
}
