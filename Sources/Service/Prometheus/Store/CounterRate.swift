/// The increase of a counter per second, as PromQL's `rate` has it.
package enum CounterRate {
  /// - Parameters:
  ///   - samples: Those of the window, oldest first.
  ///   - end: The window's end, in milliseconds.
  ///   - window: Its length, in milliseconds.
  /// - Returns: Nil for fewer than two samples. A counter that falls has begun anew at zero.
  ///
  /// The increase between the first and the last sample is extended to the window's ends where they are no further away
  /// than 1.1 times the mean distance of samples, by half that distance otherwise, and never to before the counter was
  /// zero.
  ///
  /// - SeeAlso: `extrapolatedRate` in Prometheus 2.42, promql/functions.go.
  package static func perSecond(_ samples: [Sample], end: Int64, window: Int64) -> Double? {
    guard samples.count >= 2, let first = samples.first, let last = samples.last else { return nil }
    var increase = last.value - first.value
    var previous = 0.0
    for sample in samples {
      if sample.value < previous { increase += previous }
      previous = sample.value
    }
    let sampled = Double(last.milliseconds - first.milliseconds) / 1_000
    let distance = sampled / Double(samples.count - 1)
    var toStart = Double(first.milliseconds - (end - window)) / 1_000
    let toEnd = Double(end - last.milliseconds) / 1_000
    if increase > 0, first.value >= 0 { toStart = min(toStart, sampled * (first.value / increase)) }
    let threshold = distance * 1.1
    let extended =
      sampled + (toStart < threshold ? toStart : distance / 2) + (toEnd < threshold ? toEnd : distance / 2)
    return increase * (extended / sampled) / (Double(window) / 1_000)
  }
}
