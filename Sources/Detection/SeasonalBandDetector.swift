/// A value is strange when it leaves the band of earlier values at the same time of the day.
///
/// Each metric has 48 half hours of the day; after two weeks, 336 of the week. Each slot keeps an exponentially weighted mean and
/// mean absolute deviation of its values; between two slots' middles neither is interpolated. Until a slot has 10 values, and
/// where the time is not known, all values count as one slot:
///
///     score = |x - mean| / (5 (1.25 deviation))       5 % of the mean is the least band
///
/// 1.25 mean absolute deviations are a standard deviation, if values are normal. A slot takes in a value only up to the
/// edge of its band, so that an anomaly of today is not tomorrow's rhythm.
public struct SeasonalBandDetector: AnomalyDetector {
  private static let slotSeconds = 1_800.0
  private static let daySlots = 48
  private static let weekSlots = 336
  private static let fewest = 10
  private static let width = 5 * 1.25
  private static let warmUp = 60
  /// Values that a slot remembers.
  private static let memory = 200.0

  private struct Slot: Sendable {
    var mean = 0.0
    var deviation = 0.0
    var count = 0
  }

  public let metricCount: Int
  /// `[D, 1 + 48 + 336]`: all values, of the day, of the week.
  private var slots: [Slot]
  private var findings: [MetricFinding?]
  private var rows = 0
  private var firstTime: Double?

  /// - Parameter metricCount: D.
  public init(metricCount: Int) {
    self.metricCount = metricCount
    slots = [Slot](repeating: Slot(), count: metricCount * (1 + Self.daySlots + Self.weekSlots))
    findings = [MetricFinding?](repeating: nil, count: metricCount)
  }

  public mutating func score(_ row: Span<Float>, at time: Double?) -> AnomalyScore {
    precondition(row.count == metricCount, "\(row.count) metrics, not \(metricCount)")
    rows += 1
    let time = time.flatMap { $0.isFinite && abs($0) < 1e12 ? $0 : nil }
    if firstTime == nil { firstTime = time }
    let slot = time.map { Int(($0 / Self.slotSeconds).rounded(.down)) }
    let isTwoWeeks = time.map { $0 - (firstTime ?? $0) >= 14 * 86_400 } ?? false
    var best = AnomalyScore.none
    var sum = 0.0
    for metric in 0..<metricCount {
      findings[metric] = nil
      let value = Double(row[metric])
      guard value.isFinite else { continue }
      let base = metric * (1 + Self.daySlots + Self.weekSlots)
      var chosen = slots[base]
      if let slot {
        let day = slots[base + 1 + Self.modulo(slot, Self.daySlots)]
        let week = slots[base + 1 + Self.daySlots + Self.modulo(slot, Self.weekSlots)]
        if day.count >= Self.fewest { chosen = day }
        if isTwoWeeks, week.count >= Self.fewest { chosen = week }
      }
      if chosen.count > 0 {
        let band = Self.halfWidth(chosen)
        let excess = min(abs(value - chosen.mean) / band, 1e6)
        findings[metric] = MetricFinding(
          value: value, expected: chosen.mean, lower: chosen.mean - band, upper: chosen.mean + band,
          contribution: excess)
        sum += excess
        if rows > Self.warmUp, excess > best.value { best = AnomalyScore(value: excess, top: metric) }
      }
      Self.learn(value, &slots[base])
      guard let slot else { continue }
      Self.learn(value, &slots[base + 1 + Self.modulo(slot, Self.daySlots)])
      Self.learn(value, &slots[base + 1 + Self.daySlots + Self.modulo(slot, Self.weekSlots)])
    }
    for metric in 0..<metricCount where sum > 0 { findings[metric]?.contribution /= sum }
    return best
  }

  public func finding(of metric: Int) -> MetricFinding? { findings[metric] }

  private static func modulo(_ value: Int, _ divisor: Int) -> Int { ((value % divisor) + divisor) % divisor }

  private static func halfWidth(_ slot: Slot) -> Double {
    max(width * slot.deviation, 0.05 * abs(slot.mean), 1e-9)
  }

  private static func learn(_ value: Double, _ slot: inout Slot) {
    let rate = max(1 / Double(slot.count + 1), 1 / memory)
    var difference = value - slot.mean
    if slot.count >= fewest {
      let band = halfWidth(slot)
      difference = min(max(difference, -band), band)
    }
    slot.mean += rate * difference
    if slot.count > 0 { slot.deviation += rate * (abs(difference) - slot.deviation) }
    slot.count += 1
  }
}
