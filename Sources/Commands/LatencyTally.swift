/// How long calls took.
struct LatencyTally {
  private var microseconds: [Double] = []

  /// - Parameter capacity: How many times are expected; up to there recording does not allocate.
  init(capacity: Int = 0) { microseconds.reserveCapacity(capacity) }

  var count: Int { microseconds.count }

  mutating func record(_ duration: Duration) { microseconds.append(duration.seconds * 1e6) }

  /// Percentiles in microseconds.
  var summary: LatencySummary {
    let sorted = microseconds.sorted()
    func quantile(_ level: Double) -> Double {
      sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(level * Double(sorted.count)))]
    }
    return LatencySummary(p50: quantile(0.5), p99: quantile(0.99), p999: quantile(0.999), max: sorted.last ?? 0)
  }
}

/// Percentiles of a time, in microseconds.
struct LatencySummary: Encodable {
  var p50: Double
  var p99: Double
  var p999: Double
  var max: Double
}
