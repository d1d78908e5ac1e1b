/// A service's load, tick by tick, in replicas' worth.
public struct LoadTrace: Sendable, Equatable {
  /// Load of each tick over the load of one replica; NaN is unknown, and served as none.
  public let loads: [Double]
  /// Seconds per tick.
  public let tickSeconds: Double
  /// Requests per second that one replica serves.
  public let replicaCapacity: Double
  /// The time of tick 0, in seconds.
  public let startTime: Double

  public init(loads: [Double], tickSeconds: Double, replicaCapacity: Double, startTime: Double = 0) {
    self.loads = loads
    self.tickSeconds = tickSeconds
    self.replicaCapacity = replicaCapacity
    self.startTime = startTime
  }

  /// Cuts a recorded series into ticks: each has the mean of the rows that it covers.
  ///
  /// A row longer than a tick is held for all its ticks, as in the reference cluster.
  ///
  /// - Parameters:
  ///   - values: A count or level per row, in the trace's own unit; NaN is missing.
  ///   - interval: Seconds per row.
  ///   - capacity: What one replica serves per row, in the same unit.
  public init(
    values: [Double], interval: Double, capacity: Double, tickSeconds: Double = 15, startTime: Double = 0
  ) {
    precondition(
      interval > 0 && capacity > 0 && tickSeconds > 0, "a trace of interval \(interval), capacity \(capacity)")
    let ticks = Int((Double(values.count) * interval / tickSeconds + 1e-9).rounded(.down))
    let loads = (0..<ticks).map { tick -> Double in
      let from = Double(tick) * tickSeconds / interval
      let to = Double(tick + 1) * tickSeconds / interval
      var sum = 0.0
      var weight = 0.0
      for row in Int(from + 1e-9)..<max(Int(from + 1e-9) + 1, min(values.count, Int((to - 1e-9).rounded(.up)))) {
        let share = min(to, Double(row + 1)) - max(from, Double(row))
        guard !values[row].isNaN, share > 0 else { continue }
        sum += values[row] * share
        weight += share
      }
      return weight > 0 ? sum / weight / capacity : .nan
    }
    self.init(
      loads: loads, tickSeconds: tickSeconds, replicaCapacity: capacity / interval, startTime: startTime)
  }

  /// The tick at which row `row` of a series with that interval begins.
  public func tick(ofRow row: Int, interval: Double) -> Int { Int(Double(row) * interval / tickSeconds) }

  /// The fewest replicas that serve a tick's load, at least 1.
  package static func demand(_ load: Double) -> Int { load.isNaN ? 1 : max(1, Int((load - 1e-9).rounded(.up))) }
}
