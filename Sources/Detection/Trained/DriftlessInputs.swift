import Learning

/// Metrics as distances from their own recent means, so that a slow drift is no news.
///
///     fast ← fast + 2/6 (z - fast)      slow ← slow + 2/61 (z - slow)      inputs = [z - fast, z - slow] within ±5
///
/// A forecast of z is `fast` and what a model adds to it.
struct DriftlessInputs: Sendable, Equatable, Codable {
  private static let fastWeight: Float = 2.0 / 6
  private static let slowWeight: Float = 2.0 / 61
  private static let clip: Float = 5

  /// Mean of about the last five rows, `[D]`, in training deviations.
  private(set) var fast: [Float]
  private var slow: [Float]
  /// `[2·D]`.
  private(set) var values: [Float]
  private var isEmpty = true

  init(metrics: Int) {
    fast = [Float](repeating: 0, count: metrics)
    slow = fast
    values = fast + fast
  }

  /// Whether a value read from a file can take the place of this one.
  func isAlike(_ other: DriftlessInputs) -> Bool {
    other.fast.count == fast.count && other.slow.count == fast.count && other.values.count == values.count
  }

  /// Takes in a row, shape `[D]`, finite.
  mutating func advance(_ row: Span<Float>) {
    let width = fast.count
    if isEmpty {
      for index in 0..<width {
        fast[index] = row[index]
        slow[index] = row[index]
      }
      isEmpty = false
    }
    for index in 0..<width {
      let value = row[index]
      fast[index] += Self.fastWeight * (value - fast[index])
      slow[index] += Self.slowWeight * (value - slow[index])
      values[index] = min(max(value - fast[index], -Self.clip), Self.clip)
      values[width + index] = min(max(value - slow[index], -Self.clip), Self.clip)
    }
  }
}
