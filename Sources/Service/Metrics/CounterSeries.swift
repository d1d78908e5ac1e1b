import Metrics
import Synchronization

/// Something that only grows. Whole numbers are exact up to 2⁵³; adding neither locks nor allocates.
final class CounterSeries: MetricSeries, CounterHandler, FloatingPointCounterHandler {
  let family: MetricFamily
  let labels: MetricLabels
  private let bits = Atomic(Double.zero.bitPattern)

  init(_ family: MetricFamily, _ labels: MetricLabels) {
    self.family = family
    self.labels = labels
  }

  var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

  func increment(by amount: Int64) { increment(by: Double(amount)) }

  /// Amounts that are negative, infinite or no number are left out: a counter never falls.
  func increment(by amount: Double) {
    guard amount > 0, amount.isFinite else { return }
    var old = bits.load(ordering: .relaxed)
    while true {
      let new = (Double(bitPattern: old) + amount).bitPattern
      let (isExchanged, current) = bits.weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
      if isExchanged { return }
      old = current
    }
  }

  func reset() { bits.store(Double.zero.bitPattern, ordering: .relaxed) }

  func write(into writer: inout ExpositionWriter) { writer.sample(labels, value) }
}
