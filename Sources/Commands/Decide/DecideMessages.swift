import Engine
import Telemetry

/// One line into `decide`: an observation, and which workload it is of.
struct ObservationLine: Decodable {
  let workload: String?
  let observation: Observation

  private enum Key: String, CodingKey { case workload }

  init(from decoder: any Decoder) throws {
    workload = try decoder.container(keyedBy: Key.self).decodeIfPresent(String.self, forKey: .workload)
    observation = try Observation(from: decoder)
  }

  /// What makes no sense, as a sentence; nil when everything does.
  var complaint: String? {
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

/// One line out of `decide`.
struct DecisionLine: Encodable {
  let decision: ScalingDecision
  let workload: String?
  let latencyMicroseconds: Double

  private enum Key: String, CodingKey {
    case timestamp, workload, replicas, policy, reason, forecast, anomalyScore, degraded, guardrail
    case promotion, replicaCapacity, replicaCapacityError, startupSeconds, latencyMicroseconds
  }

  private enum ForecastKey: String, CodingKey {
    case horizonSeconds
    case median = "q0.5"
    case upper = "q0.96"
  }

  private enum PromotionKey: String, CodingKey {
    case state, hours
    case cost = "costOverHPA"
    case unserved = "unservedOverHPA"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(decision.timestamp, forKey: .timestamp)
    try container.encodeIfPresent(workload, forKey: .workload)
    try container.encode(decision.replicas, forKey: .replicas)
    try container.encode("\(decision.policy)", forKey: .policy)
    try container.encode(decision.explanation, forKey: .reason)
    if let forecast = decision.forecast {
      var nested = container.nestedContainer(keyedBy: ForecastKey.self, forKey: .forecast)
      try nested.encode(forecast.horizonSeconds, forKey: .horizonSeconds)
      try nested.encode(rounded(forecast.median), forKey: .median)
      try nested.encode(rounded(forecast.upper), forKey: .upper)
    } else {
      try container.encodeNil(forKey: .forecast)
    }
    try container.encode(decision.anomalyScore.map(rounded), forKey: .anomalyScore)
    try container.encode(decision.degraded?.rawValue, forKey: .degraded)
    try container.encode(decision.guardrail?.description, forKey: .guardrail)
    if let promotion = decision.promotion {
      var nested = container.nestedContainer(keyedBy: PromotionKey.self, forKey: .promotion)
      try nested.encode(promotion.state.rawValue, forKey: .state)
      try nested.encode(rounded(promotion.hours), forKey: .hours)
      try nested.encode(promotion.costShare.map(rounded), forKey: .cost)
      try nested.encode(promotion.lossShare.map(rounded), forKey: .unserved)
    } else {
      try container.encodeNil(forKey: .promotion)
    }
    try container.encode(decision.replicaCapacity.map(rounded), forKey: .replicaCapacity)
    try container.encode(decision.replicaCapacityError.map(rounded), forKey: .replicaCapacityError)
    try container.encode(decision.startupSeconds, forKey: .startupSeconds)
    try container.encode(rounded(latencyMicroseconds), forKey: .latencyMicroseconds)
  }

  private func rounded(_ value: Double) -> Double { (value * 1e4).rounded() / 1e4 }
}

/// The answer to a line that cannot be used.
struct ErrorLine: Encodable {
  let error: String
  let line: Int
}

/// Why a line cannot be used although it is JSON.
struct LineError: Error {
  let sentence: String
}
