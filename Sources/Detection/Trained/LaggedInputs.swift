import Numerics

/// The last five rows beside each other, without what has drifted over a day.
///
///     drift ← drift + a (z - drift),  a half-life of a day      zᵈ = z - drift before this row      lags = zᵈ of five rows within ±5
struct LaggedInputs: Sendable, Equatable, Codable {
  static let lags = 5
  private static let clip: Float = 5
  private static let driftClip: Float = 3

  /// Slow mean of each metric before the newest row, `[D]`.
  private(set) var drift: [Float]
  /// The same with the newest row, `[D]`.
  private(set) var nextDrift: [Float]
  /// `[5·D]`, the newest row first.
  private(set) var values: [Float]
  private let weight: Float
  private var isEmpty = true

  /// - Parameter intervalSeconds: Seconds between rows; a minute where it is not known.
  init(metrics: Int, intervalSeconds: Double?) {
    drift = [Float](repeating: 0, count: metrics)
    nextDrift = drift
    values = [Float](repeating: 0, count: Self.lags * metrics)
    let rowsOfADay = max(1, 86_400 / (intervalSeconds ?? 60))
    weight = Float(1 - Double.pow(0.5, 1 / rowsOfADay))
  }

  /// Whether a value read from a file can take the place of this one.
  func isAlike(_ other: LaggedInputs) -> Bool {
    other.drift.count == drift.count && other.nextDrift.count == drift.count && other.values.count == values.count
      && other.weight == weight
  }

  /// Takes in a row, shape `[D]`, finite.
  mutating func advance(_ row: Span<Float>) {
    let width = drift.count
    for index in stride(from: values.count - 1, through: width, by: -1) { values[index] = values[index - width] }
    for index in 0..<width {
      drift[index] = nextDrift[index]
      let value = row[index]
      values[index] = min(max(value - drift[index], -Self.clip), Self.clip)
      nextDrift[index] += weight * (min(max(value, -Self.driftClip), Self.driftClip) - nextDrift[index])
    }
    guard isEmpty else { return }
    for index in width..<values.count { values[index] = values[index - width] }
    isEmpty = false
  }
}
