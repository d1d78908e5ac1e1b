/// A quantile of a classic histogram, as PromQL's `histogram_quantile` has it.
package enum HistogramQuantile {
  /// - Parameters:
  ///   - quantile: From 0 to 1.
  ///   - buckets: The observations up to each bound, by bound; one bound must be infinite.
  /// - Returns: A value interpolated linearly within its bucket, in the bounds' unit; nil for fewer than two buckets,
  ///   without an infinite one, and without observations.
  ///
  /// - SeeAlso: `bucketQuantile` in Prometheus 2.42, promql/quantile.go.
  package static func value(_ quantile: Double, of buckets: [Double: Double]) -> Double? {
    var sorted = buckets.sorted { $0.key < $1.key }
    guard sorted.count >= 2, sorted[sorted.count - 1].key == .infinity else { return nil }
    // Buckets that were read one after the other may fall for a moment.
    for index in 1..<sorted.count { sorted[index].value = max(sorted[index].value, sorted[index - 1].value) }
    let total = sorted[sorted.count - 1].value
    guard total > 0 else { return nil }
    let rank = quantile * total
    let index = sorted.dropLast().firstIndex { $0.value >= rank } ?? sorted.count - 1
    if index == sorted.count - 1 { return sorted[sorted.count - 2].key }
    let end = sorted[index].key
    guard index > 0 else { return end <= 0 ? end : end * (rank / sorted[0].value) }
    let start = sorted[index - 1].key
    let below = sorted[index - 1].value
    return start + (end - start) * ((rank - below) / (sorted[index].value - below))
  }
}
