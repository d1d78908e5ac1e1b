/// Sums over the newest values, for the mean and standard deviation of any window up to a day.
///
/// Running totals of values, squares and counts are kept per step; a window is the difference of
/// two of them. They start anew with each block of `longestWindow` steps, so that rounding errors
/// (one absurd value is enough) are gone two blocks later. Missing values count in none.
///
/// - Complexity: O(1) per value and per window. Does not allocate after `init`.
package struct RunningSums: Sendable {
  private let longestWindow: Int
  private var position = 0
  /// Of the newest block, and of the whole block before it.
  private var total = Totals()
  private var blockBefore = Totals()
  /// The totals of its block before each of the newest values.
  private var ring: [Totals]

  private struct Totals: Sendable {
    var sum = 0.0
    var squares = 0.0
    var count = 0.0

    static func + (left: Self, right: Self) -> Self {
      Self(sum: left.sum + right.sum, squares: left.squares + right.squares, count: left.count + right.count)
    }

    static func - (left: Self, right: Self) -> Self {
      Self(sum: left.sum - right.sum, squares: left.squares - right.squares, count: left.count - right.count)
    }
  }

  package init(longestWindow: Int) {
    self.longestWindow = longestWindow
    ring = [Totals](repeating: Totals(), count: longestWindow)
  }

  package mutating func append(_ value: Float) {
    let slot = position % longestWindow
    if slot == 0 {
      blockBefore = total
      total = Totals()
    }
    ring[slot] = total
    if !value.isNaN {
      let value = Double(value)
      total.sum += value
      total.squares += value * value
      total.count += 1
    }
    position += 1
  }

  /// The totals of the newest `length` values, or of all of them while there are fewer.
  private func window(_ length: Int) -> Totals {
    precondition(length <= longestWindow, "a window of \(length) steps is longer than the \(longestWindow) kept")
    guard position > 0 else { return Totals() }
    let start = max(0, position - length)
    let before = ring[start % longestWindow]
    let blockStart = (position - 1) / longestWindow * longestWindow
    return start >= blockStart ? total - before : (blockBefore - before) + total
  }

  /// The mean of the newest `length` values; NaN when all are missing.
  package func mean(over length: Int) -> Float {
    let sums = window(length)
    return sums.count > 0 ? Float(sums.sum / sums.count) : .nan
  }

  /// The standard deviation of the newest `length` values (divided by their number); NaN with fewer than two.
  package func standardDeviation(over length: Int) -> Float {
    let sums = window(length)
    guard sums.count >= 2 else { return .nan }
    let mean = sums.sum / sums.count
    return Float(max(0, sums.squares / sums.count - mean * mean).squareRoot())
  }
}
