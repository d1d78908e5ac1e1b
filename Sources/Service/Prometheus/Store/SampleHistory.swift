/// The newest samples of one series, oldest first.
package struct SampleHistory: Sendable, Equatable {
  /// What became of a sample.
  package enum Fate: Sendable, Equatable {
    case stored
    /// The newest one, once more.
    case repeated
    /// Another value for the newest one's time.
    case conflicting
    /// From before the newest one.
    case outOfOrder
  }

  /// Of a series that comes faster, the span that is kept is shorter.
  private static let most = 512

  package private(set) var samples: [Sample] = []

  package init() {}

  package var newest: Sample? { samples.last }

  /// - Parameter span: How much is kept before the newest sample, in milliseconds, and one sample more.
  package mutating func add(_ sample: Sample, keeping span: Int64) -> Fate {
    if let newest {
      if sample.milliseconds < newest.milliseconds { return .outOfOrder }
      if sample.milliseconds == newest.milliseconds { return sample == newest ? .repeated : .conflicting }
    }
    samples.append(sample)
    let cutoff = sample.milliseconds.subtractingReportingOverflow(span).partialValue
    var old = samples.count > Self.most ? samples.count - Self.most : 0
    while old + 1 < samples.count, samples[old + 1].milliseconds <= cutoff { old += 1 }
    samples.removeFirst(old)
    return .stored
  }

  /// The newest value at a time, unless it is too old or the series had ended.
  ///
  /// - Parameters:
  ///   - time, lookback: In milliseconds.
  package func value(at time: Int64, lookback: Int64) -> Double? {
    guard let sample = samples.last(where: { $0.milliseconds <= time }),
      sample.milliseconds >= time - lookback, !StaleMarker.isMarker(sample.value)
    else { return nil }
    return sample.value
  }

  /// Samples from `time - window` to `time`, both included; the ends of series are none.
  package func samples(until time: Int64, window: Int64) -> [Sample] {
    samples.filter {
      $0.milliseconds <= time && $0.milliseconds >= time - window && !StaleMarker.isMarker($0.value)
    }
  }
}
