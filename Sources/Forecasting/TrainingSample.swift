import Features
import Tensors

/// Rows to learn from: what the features were, and what the load then did.
///
/// The history is replayed from the oldest load that it keeps, so each row sees exactly what a
/// forecaster saw that began there; only rows whose window has ended are taken. Of long histories a
/// seeded, uniform subset of about the size that is asked for is used.
package struct TrainingSample: Sendable {
  /// `[N, F]`, row-major.
  package private(set) var features: [Float] = []
  /// `[N]`: log-ratio of the window's largest load to the newest one (see `LoadHistory.encode`).
  package private(set) var ratios: [Float] = []
  /// `[N]`: the window's largest load.
  package private(set) var loads: [Float] = []
  /// `[N]`: the step of the row in the history.
  package private(set) var positions: [Int] = []

  /// - Throws: `ForecastError` for a configuration that makes no sense.
  init(_ history: LoadHistory, _ configuration: QuantileModelConfiguration) throws(ForecastError) {
    let configuration = try configuration.validated()
    self.init(history, limit: configuration.maxRows, seed: configuration.trees.seed)
  }

  /// - Parameter limit: About how many rows to draw, at least 1.
  /// - Complexity: O(steps of the history), once through all of it.
  package init(_ history: LoadHistory, limit: Int, seed: UInt64) {
    let first = history.loads.firstPosition
    let steps = history.count - first
    let reach = history.target.reach
    guard steps > reach else { return }
    var maximum = SlidingMaximum(length: history.target.window)
    let maxima = (first..<history.count).map { position -> Float in
      maximum.append(history.loads[position])
      return maximum.maximum
    }
    let threshold = UInt64(min(1, Double(limit) / Double(steps - reach)) * 0x1p53)
    var replay = history.emptied
    var row = [Float](repeating: 0, count: LoadHistory.featureCount)
    features.reserveCapacity(limit * LoadHistory.featureCount)
    for step in 0..<(steps - reach) {
      replay.append(history.loads[first + step])
      let actual = maxima[step + reach]
      guard !actual.isNaN, Self.hash(UInt64(first + step), seed) >> 11 < threshold else { continue }
      guard replay.extract(into: &row) else { continue }
      features.append(contentsOf: row)
      ratios.append(replay.encode(actual))
      loads.append(actual)
      positions.append(first + step)
    }
  }

  /// The number of rows, N.
  package var count: Int { ratios.count }

  /// Which rows are drawn depends on the seed and the row, not on the order.
  private static func hash(_ value: UInt64, _ seed: UInt64) -> UInt64 {
    var generator = SplitMix64(seed: value &+ seed &* 0x9E37_79B9_7F4A_7C15)
    return generator.next()
  }
}
