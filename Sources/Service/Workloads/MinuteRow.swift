import Telemetry

/// Gathers ticks into the rows that a monitor is given: means over a minute, or a tick where that is longer.
struct MinuteRow: Sendable, Codable, Equatable {
  private static let seconds = 60.0

  private let ticks: Int
  private var seen = 0
  private var sums = [Double](repeating: 0, count: Metric.allCases.count)
  private var counts = [Double](repeating: 0, count: Metric.allCases.count)

  init(tickSeconds: Double) { ticks = max(1, Int((Self.seconds / tickSeconds).rounded())) }

  /// Seconds of a row.
  static func interval(tickSeconds: Double) -> Double { max(seconds, tickSeconds) }

  /// Adds a tick.
  ///
  /// - Returns: The row `[D]`, in the order of `Metric.allCases`, when this tick completes one; NaN is missing.
  mutating func add(_ observation: Observation) -> [Float]? {
    for (index, metric) in Metric.allCases.enumerated() {
      guard let value = metric.value(in: observation), value.isFinite else { continue }
      sums[index] += value
      counts[index] += 1
    }
    seen += 1
    guard seen >= ticks else { return nil }
    defer { self = MinuteRow(ticks: ticks) }
    return zip(sums, counts).map { sum, count in count > 0 ? Float(sum / count) : .nan }
  }

  private init(ticks: Int) { self.ticks = ticks }
}
