/// One of the quantities that a server reports each tick.
///
/// The raw values are the names used everywhere outside: in the JSON of an ``Observation``, in the header of a replayed
/// CSV and in the `top` column of a detector's output.
public enum Metric: String, CaseIterable, Sendable, Codable {
  case requestsPerSecond
  case cpuPercent
  case memoryPercent
  case latencyP95Milliseconds
  case errorPercent

  /// The unit in which the metric is given, as printed beside an axis.
  public var unit: String {
    switch self {
    case .requestsPerSecond: "requests/s"
    case .cpuPercent, .memoryPercent, .errorPercent: "%"
    case .latencyP95Milliseconds: "ms"
    }
  }

  /// Reads this metric out of an observation.
  ///
  /// - Returns: The value in ``unit``, or `nil` where it was not measured; a missing value is never zero.
  public func value(in observation: Observation) -> Double? {
    switch self {
    case .requestsPerSecond: observation.requestsPerSecond
    case .cpuPercent: observation.cpuPercent
    case .memoryPercent: observation.memoryPercent
    case .latencyP95Milliseconds: observation.latencyP95Milliseconds
    case .errorPercent: observation.errorPercent
    }
  }
}
