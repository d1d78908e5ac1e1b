import Metrics
import Synchronization

/// Something that rises and falls. Setting neither locks nor allocates.
final class GaugeSeries: MetricSeries, MeterHandler, RecorderHandler {
  let family: MetricFamily
  let labels: MetricLabels
  private let bits = Atomic(Double.zero.bitPattern)

  init(_ family: MetricFamily, _ labels: MetricLabels) {
    self.family = family
    self.labels = labels
  }

  var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

  func set(_ value: Int64) { set(Double(value)) }
  func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }
  func record(_ value: Int64) { set(Double(value)) }
  func record(_ value: Double) { set(value) }
  func decrement(by amount: Double) { increment(by: -amount) }

  func increment(by amount: Double) {
    guard amount.isFinite else { return }
    var old = bits.load(ordering: .relaxed)
    while true {
      let new = (Double(bitPattern: old) + amount).bitPattern
      let (isExchanged, current) = bits.weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
      if isExchanged { return }
      old = current
    }
  }

  func write(into writer: inout ExpositionWriter) { writer.sample(labels, value) }
}
