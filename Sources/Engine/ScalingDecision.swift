import Scaling

/// What to do now, and everything that is worth knowing about why.
public struct ScalingDecision: Sendable, Equatable {
  /// The observation's time, in seconds.
  public var timestamp: Double
  /// Replicas to ask for, ready and starting together.
  public var replicas: Int
  /// The policy that decided.
  public var policy: PolicyKind
  public var reason: DecisionReason
  /// The largest load of the lead time; nil without a forecast.
  public var forecast: LeadForecast?
  /// How strange the metrics are, 1 at the threshold; nil without a detector.
  public var anomalyScore: Double?
  /// What was missing, if anything was.
  public var degraded: Degradation?
  /// The rule that changed what the policy recommended, if one did.
  public var guardrail: Guardrail?
  /// Whether the learned policy acts or the HPA still does, and on what evidence; nil for other policies.
  public var promotion: Promotion?
  /// Requests per second that one replica is taken to serve; nil while unknown.
  public var replicaCapacity: Double?
  /// One standard error of an estimated `replicaCapacity`, as a share of it; nil for a configured or unknown one.
  public var replicaCapacityError: Double?
  /// Seconds from ordering a replica until it serves, as the cluster shows; nil before five starts were seen.
  public var startupSeconds: Double?

  /// The policy's reason, and what a guardrail made of its number.
  public var explanation: String {
    guardrail.map { "\(reason); asked for is \(replicas), since \($0)" } ?? "\(reason)"
  }
}

/// A lead-time forecast in requests per second.
public struct LeadForecast: Sendable, Equatable {
  /// The window that the largest load is of, in seconds.
  public var horizonSeconds: Double
  /// Median, and the 96 % quantile.
  public var median: Double
  public var upper: Double
}

/// Why a decision is not all that it could be.
public enum Degradation: String, Sendable, Equatable {
  /// The history is too short to forecast from; the HPA acts.
  case warmingUp = "warming up"
  /// The observation has no load, and none is known of the last five minutes; the HPA acts.
  case loadMissing = "load missing"
  /// The observation has no load, but one is known of the last five minutes.
  case loadStale = "load stale"
  /// The load jumped and CPU did not, or far beyond what was ever seen: it must last before it is believed.
  case loadDoubted = "load doubted"
  /// The load of one replica is neither configured nor known yet; the HPA acts.
  case capacityUnknown = "replica capacity not known yet"
  /// The observation does not say how many replicas are ready; those asked for last stand in.
  case replicasMissing = "ready replicas missing"
  /// The cluster shows another start-up time than the one that is forecast for, by more than half of it.
  case startupDiffers = "replicas take another time to start than is planned with"
  /// The forecaster was left out because it was late.
  case forecastLate = "forecast skipped: over budget"
  /// The detector was left out because it was late.
  case detectionLate = "detection skipped: over budget"
  /// There was no time for the pipeline: a moving average of the load decided.
  case averageDecided = "over budget: a moving average of the load decided"
  /// There was next to no time: the last decision stands, or what the load demands now.
  case lastValueDecided = "over budget: the last decision stands"
}

/// The parts of a decision that may be left out when time is short.
public struct Stages: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }
  public static let forecast = Stages(rawValue: 1)
  public static let detection = Stages(rawValue: 2)
  /// For loads of the past, which nothing can be done about.
  static let guardrails = Stages(rawValue: 4)
}
