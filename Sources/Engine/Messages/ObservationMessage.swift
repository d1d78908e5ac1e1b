import Telemetry

/// One observation as it comes from outside, and which workload it is of: the message of `decide` and of the service.
public struct ObservationMessage: Sendable, Decodable {
  public let workload: String?
  public let observation: Observation

  private enum Key: String, CodingKey { case workload }

  public init(workload: String?, observation: Observation) {
    self.workload = workload
    self.observation = observation
  }

  public init(from decoder: any Decoder) throws {
    workload = try decoder.container(keyedBy: Key.self).decodeIfPresent(String.self, forKey: .workload)
    observation = try Observation(from: decoder)
  }

  /// What makes no sense, as a sentence; nil when everything does.
  public var complaint: String? {
    guard abs(observation.timestamp) <= 1e11 else {
      return "timestamp is \(observation.timestamp), expected seconds between -1e11 and 1e11"
    }
    for metric in Metric.allCases {
      if let value = metric.value(in: observation), !(0...1e15).contains(value) {
        return "\(metric.rawValue) is \(value), expected a number from 0 to 1e15"
      }
    }
    for (name, count) in [
      ("readyReplicas", observation.readyReplicas), ("startingReplicas", observation.startingReplicas),
    ] {
      if let count, !(0...1_000_000).contains(count) { return "\(name) is \(count), expected 0 to 1000000" }
    }
    return nil
  }
}
