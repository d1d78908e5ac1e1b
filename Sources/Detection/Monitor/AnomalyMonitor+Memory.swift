extension AnomalyMonitor {
  /// What a monitor of the streaming detector knows apart from its rules, to be kept across a restart.
  public struct Memory: Sendable, Codable {
    var detector: StreamingDetector
    var incident: Incident?
    var warmUpRows: Int
    var clock: MonitorClock
    var watches: [MetricWatch]
    var recent: RecentValues
    var isWarm: Bool
    var lastNow: Double?
    var watchedMetric: Int?
    var watchedLevel: RecentLevel?
  }

  /// The memory; nil for a monitor of another detector.
  public var memory: Memory? {
    guard let detector = detector as? StreamingDetector else { return nil }
    return Memory(
      detector: detector, incident: incident, warmUpRows: warmUpRows, clock: clock, watches: watches, recent: recent,
      isWarm: isWarm, lastNow: lastNow, watchedMetric: watched?.metric, watchedLevel: watched?.level)
  }

  /// Goes on where another monitor with the same metrics and rules stopped.
  ///
  /// - Returns: Whether the memory fits; if not, nothing has changed.
  public mutating func restore(_ memory: Memory) -> Bool {
    let width = metrics.count
    guard detector is StreamingDetector, memory.detector.metricCount == width, memory.watches.count == width,
      memory.recent.isWhole(metrics: width), memory.watchedMetric.map({ (0..<width).contains($0) }) ?? true
    else { return false }
    detector = memory.detector
    incident = memory.incident
    warmUpRows = memory.warmUpRows
    clock = memory.clock
    watches = memory.watches
    recent = memory.recent
    isWarm = memory.isWarm
    lastNow = memory.lastNow
    watched = nil
    if let metric = memory.watchedMetric, let level = memory.watchedLevel { watched = (metric, level) }
    return true
  }
}
