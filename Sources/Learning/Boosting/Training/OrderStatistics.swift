/// Quantiles of numbers without sorting them all.
enum OrderStatistics {
  /// The quantile of values, all of which count the same or as their weights say.
  ///
  /// - Parameters:
  ///   - level: Between 0 and 1.
  ///   - values: Shape `[n]`, at least one.
  ///   - weights: Shape `[n]`, or empty.
  static func quantile(_ level: Double, of values: [Float], weights: [Float]) -> Float {
    guard weights.isEmpty else { return weightedQuantile(level, Array(zip(values, weights))) }
    var values = values
    var span = values.mutableSpan
    return quantile(level, ofFirst: span.count, in: &span)
  }

  /// The quantile of a sample, between its order statistics where it falls between them.
  ///
  /// With the values in ascending order x₁ … xₙ and the position `p = level · (n + 1)`:
  ///
  ///     quantile = x⌊p⌋ + (p − ⌊p⌋) · (x⌊p⌋₊₁ − x⌊p⌋)        with p kept within 1 … n
  ///
  /// This is the sample quantile that a further value of the same distribution falls below with probability
  /// `level` (type 6 of Hyndman and Fan).
  ///
  /// - Parameters:
  ///   - level: Between 0 and 1.
  ///   - count: n, how many of the values to look at.
  ///   - values: At least n values; the first n come back reordered.
  /// - Precondition: `1 <= count <= values.count`, and all n values are finite.
  /// - Complexity: O(n) on average. Does not allocate.
  /// - SeeAlso: Hyndman & Fan, *Sample Quantiles in Statistical Packages*, The American Statistician 50(4), 1996,
  ///   [doi:10.1080/00031305.1996.10473566](https://doi.org/10.1080/00031305.1996.10473566).
  static func quantile(_ level: Double, ofFirst count: Int, in values: inout MutableSpan<Float>) -> Float {
    precondition(
      count > 0 && count <= values.count, "OrderStatistics: no quantile of \(count) among \(values.count) values")
    let position = Swift.min(Swift.max(level * Double(count + 1), 1), Double(count))
    let rank = Int(position)
    let fraction = position - Double(rank)
    select(rank - 1, ofFirst: count, in: &values)
    let low = values[rank - 1]
    guard fraction > 0 && rank < count else { return low }
    var high = values[rank]
    for index in rank..<count { high = Swift.min(high, values[index]) }
    return Float(Double(low) + fraction * (Double(high) - Double(low)))
  }

  /// The quantile of values that count differently: the lowest that has at least its share of the weight at or below it;
  /// 0 where nothing counts.
  ///
  /// - Parameters:
  ///   - level: Between 0 and 1.
  ///   - values: Values and weights, in any order, which changes nothing; at least one.
  /// - Complexity: O(n · log n).
  static func weightedQuantile(_ level: Double, _ values: [(value: Float, weight: Float)]) -> Float {
    precondition(!values.isEmpty, "OrderStatistics: no quantile of nothing")
    let sorted = values.sorted { ($0.value, $0.weight) < ($1.value, $1.weight) }
    let total = sorted.reduce(0) { $0 + Double($1.weight) }
    guard total > 0 else { return 0 }
    let target = level * total
    var sum = 0.0
    for (value, weight) in sorted {
      sum += Double(weight)
      if sum >= target && weight > 0 { return value }
    }
    return sorted[sorted.count - 1].value
  }

  /// Reorders values so that the one of a rank stands where a sort would put it, none larger before it and none
  /// smaller behind.
  private static func select(_ rank: Int, ofFirst count: Int, in values: inout MutableSpan<Float>) {
    var low = 0
    var high = count - 1
    while low < high {
      let pivot = median(values[low], values[low + (high - low) / 2], values[high])
      var left = low
      var right = high
      while left <= right {
        while values[left] < pivot { left += 1 }
        while values[right] > pivot { right -= 1 }
        if left <= right {
          values.swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if rank <= right {
        high = right
      } else if rank >= left {
        low = left
      } else {
        return
      }
    }
  }

  private static func median(_ a: Float, _ b: Float, _ c: Float) -> Float {
    Swift.max(Swift.min(a, b), Swift.min(Swift.max(a, b), c))
  }
}
