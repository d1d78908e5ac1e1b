import Scaling

/// One decision as it is told outside and kept: the answer of `decide` and of the service.
public struct DecisionMessage: Sendable, Equatable {
  public var timestamp: Double
  public var workload: String?
  public var replicas: Int
  public var policy: String
  public var reason: String
  public var forecast: LeadForecast?
  public var anomalyScore: Double?
  public var degraded: String?
  public var guardrail: String?
  public var promotion: Promotion?
  public var replicaCapacity: Double?
  public var replicaCapacityError: Double?
  public var startupSeconds: Double?
  /// What the decision took.
  public var latencyMicroseconds: Double

  /// - Parameter workload: Its name, where the answer is to repeat one.
  public init(decision: ScalingDecision, workload: String?, latencyMicroseconds: Double) {
    timestamp = decision.timestamp
    self.workload = workload
    replicas = decision.replicas
    policy = "\(decision.policy)"
    reason = decision.explanation
    forecast = decision.forecast
    anomalyScore = decision.anomalyScore
    degraded = decision.degraded?.rawValue
    guardrail = decision.guardrail?.description
    promotion = decision.promotion
    replicaCapacity = decision.replicaCapacity
    replicaCapacityError = decision.replicaCapacityError
    startupSeconds = decision.startupSeconds
    self.latencyMicroseconds = latencyMicroseconds
  }

  /// One that was kept, put together again.
  public init(
    timestamp: Double, workload: String?, replicas: Int, policy: String, reason: String, forecast: LeadForecast?,
    anomalyScore: Double?, degraded: String?, guardrail: String?, promotion: Promotion?, replicaCapacity: Double?,
    replicaCapacityError: Double?, startupSeconds: Double?, latencyMicroseconds: Double
  ) {
    self.timestamp = timestamp
    self.workload = workload
    self.replicas = replicas
    self.policy = policy
    self.reason = reason
    self.forecast = forecast
    self.anomalyScore = anomalyScore
    self.degraded = degraded
    self.guardrail = guardrail
    self.promotion = promotion
    self.replicaCapacity = replicaCapacity
    self.replicaCapacityError = replicaCapacityError
    self.startupSeconds = startupSeconds
    self.latencyMicroseconds = latencyMicroseconds
  }

  /// Whether another one decided the same, to the last bit; how long it took does not count.
  public func isSame(as other: DecisionMessage) -> Bool {
    var copy = other
    copy.latencyMicroseconds = latencyMicroseconds
    return copy == self
  }
}

/// As JSON: metrics are rounded to four decimals, and what is not known is null.
extension DecisionMessage: Encodable {
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

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(timestamp, forKey: .timestamp)
    try container.encodeIfPresent(workload, forKey: .workload)
    try container.encode(replicas, forKey: .replicas)
    try container.encode(policy, forKey: .policy)
    try container.encode(reason, forKey: .reason)
    if let forecast {
      var nested = container.nestedContainer(keyedBy: ForecastKey.self, forKey: .forecast)
      try nested.encode(forecast.horizonSeconds, forKey: .horizonSeconds)
      try nested.encode(rounded(forecast.median), forKey: .median)
      try nested.encode(rounded(forecast.upper), forKey: .upper)
    } else {
      try container.encodeNil(forKey: .forecast)
    }
    try container.encode(anomalyScore.map(rounded), forKey: .anomalyScore)
    try container.encode(degraded, forKey: .degraded)
    try container.encode(guardrail, forKey: .guardrail)
    if let promotion {
      var nested = container.nestedContainer(keyedBy: PromotionKey.self, forKey: .promotion)
      try nested.encode(promotion.state.rawValue, forKey: .state)
      try nested.encode(rounded(promotion.hours), forKey: .hours)
      try nested.encode(promotion.costShare.map(rounded), forKey: .cost)
      try nested.encode(promotion.lossShare.map(rounded), forKey: .unserved)
    } else {
      try container.encodeNil(forKey: .promotion)
    }
    try container.encode(replicaCapacity.map(rounded), forKey: .replicaCapacity)
    try container.encode(replicaCapacityError.map(rounded), forKey: .replicaCapacityError)
    try container.encode(startupSeconds, forKey: .startupSeconds)
    try container.encode(rounded(latencyMicroseconds), forKey: .latencyMicroseconds)
  }

  private func rounded(_ value: Double) -> Double { (value * 1e4).rounded() / 1e4 }
}
