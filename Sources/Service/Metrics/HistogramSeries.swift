import Metrics
import Synchronization

/// How values are spread, in classic buckets. Recording takes a lock for moments and does not allocate; a reading is of
/// one moment, so that buckets, sum and count always agree.
final class HistogramSeries: MetricSeries, RecorderHandler, TimerHandler {
  private struct State {
    /// By bucket, not cumulative; the last is the one without a bound.
    var counts: [UInt64]
    var sum = 0.0
  }

  let family: MetricFamily
  let labels: MetricLabels
  private let state: Mutex<State>

  init(_ family: MetricFamily, _ labels: MetricLabels) {
    self.family = family
    self.labels = labels
    state = Mutex(State(counts: [UInt64](repeating: 0, count: family.bounds.count + 1)))
  }

  func record(_ value: Int64) { record(Double(value)) }

  /// What is not a number is left out.
  func record(_ value: Double) {
    guard !value.isNaN else { return }
    let bucket = family.bounds.firstIndex { value <= $0 } ?? family.bounds.count
    state.withLock { state in
      state.counts[bucket] += 1
      state.sum += value
    }
  }

  func recordNanoseconds(_ duration: Int64) { record(Double(max(duration, 0)) / 1e9) }

  func write(into writer: inout ExpositionWriter) {
    // Copied one by one: sharing the storage would make the next record copy it.
    let (counts, sum) = state.withLock { state in (state.counts.map { $0 }, state.sum) }
    writer.histogram(labels, bounds: family.bounds, counts: counts, sum: sum)
  }
}
