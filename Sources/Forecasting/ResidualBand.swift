import Features

/// Quantiles for a forecaster that only knows a mean: those of its own newest errors.
///
/// Every step settles the forecast whose window has just ended, so an error is used only once
/// it can be known.
struct ResidualBand: Sendable {
  private let target: ForecastTarget
  private let levels: [Double]
  private var actual: SlidingMaximum
  private var predictions: RingBuffer
  private var errors = RingBuffer(capacity: 2_000)
  /// The errors that are kept, rising.
  private var sorted: [Float] = []

  init(target: ForecastTarget, levels: [Double]) {
    precondition(
      levels.allSatisfy { $0 >= 0 && $0 <= 1 } && zip(levels, levels.dropFirst()).allSatisfy { $0 < $1 },
      "quantile levels must rise and lie between 0 and 1, not \(levels)")
    self.target = target
    self.levels = levels
    actual = SlidingMaximum(length: target.window)
    predictions = RingBuffer(capacity: target.reach + 1)
  }

  /// The newest prediction; NaN before there is one.
  var prediction: Float { predictions[predictions.count - 1] }

  /// Takes the load of a step and the forecast made right after it.
  mutating func observe(_ load: Float, prediction: Float) {
    actual.append(load)
    let error = actual.maximum - predictions[predictions.count - target.reach]
    if !error.isNaN { keep(error) }
    predictions.append(prediction)
  }

  private mutating func keep(_ error: Float) {
    if sorted.count == errors.capacity { sorted.remove(at: rank(of: errors[errors.firstPosition])) }
    errors.append(error)
    sorted.insert(error, at: rank(of: error))
  }

  /// How many errors are smaller.
  private func rank(of error: Float) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < error { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Writes prediction + error quantiles and returns the prediction; nil before there are errors.
  ///
  /// - Complexity: O(levels).
  func forecast(into quantiles: inout [Float]) -> Float? {
    guard !prediction.isNaN, !sorted.isEmpty else { return nil }
    for (index, level) in levels.enumerated() {
      let rank = level * Double(sorted.count - 1)
      let below = Int(rank)
      let above = min(below + 1, sorted.count - 1)
      let error = sorted[below] + (sorted[above] - sorted[below]) * Float(rank - Double(below))
      quantiles[index] = max(0, prediction + error)
    }
    return prediction
  }
}
