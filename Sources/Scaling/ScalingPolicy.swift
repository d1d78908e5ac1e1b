/// The one door of the room: how many replicas to run, and why.
///
/// A policy is asked once a tick, in order, and remembers what it needs; it never sees later ticks.
public protocol ScalingPolicy: Sendable {
  /// Decides for one tick.
  ///
  /// - Complexity: bounded and without allocation in the steady state.
  mutating func decide(_ input: ScalingInput) -> ScalingRecommendation
}

/// What a policy is told at a tick.
public struct ScalingInput: Sendable, Equatable {
  /// Seconds.
  public var timestamp: Double
  /// The newest known load in replicas' worth; NaN when missing.
  public var load: Float
  /// The share of the ready (and measured) replicas' CPU in use, 0...1; NaN when missing.
  public var utilization: Float
  /// Replicas that serve.
  public var ready: Int
  /// Replicas that were ordered and are not ready yet.
  public var starting: Int
  /// Of the ready replicas, those whose CPU is not known and not in `utilization`.
  public var unmeasured: Int
  /// The largest load of the lead time, if a forecaster could say.
  public var forecast: LoadQuantiles?

  public init(
    timestamp: Double, load: Float, utilization: Float, ready: Int, starting: Int, unmeasured: Int = 0,
    forecast: LoadQuantiles? = nil
  ) {
    self.timestamp = timestamp
    self.load = load
    self.utilization = utilization
    self.ready = ready
    self.starting = starting
    self.unmeasured = unmeasured
    self.forecast = forecast
  }

  /// Replicas that were asked for: ready or starting.
  public var current: Int { ready + starting }
}

/// A policy's answer: the replicas to ask for, and the reason.
public struct ScalingRecommendation: Sendable, Equatable {
  /// Replicas, ready and starting together.
  public var replicas: Int
  /// The policy that decided; a learned one hands over to the HPA while it knows too little.
  public var policy: PolicyKind
  public var reason: DecisionReason
  /// A learned policy's standing against the HPA; nil for others.
  public var promotion: Promotion?

  public init(replicas: Int, policy: PolicyKind, reason: DecisionReason, promotion: Promotion? = nil) {
    self.replicas = replicas
    self.policy = policy
    self.reason = reason
    self.promotion = promotion
  }
}
