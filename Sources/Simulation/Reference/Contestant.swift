import Engine
import Scaling

/// A policy in a comparison: one that ships, or the oracle.
public enum Contestant: Sendable, Hashable, CustomStringConvertible {
  case policy(PolicyKind)
  case oracle

  /// What `--policy` accepts, for messages.
  public static let usage = PolicyKind.usage + ", oracle"

  /// The contestant of that name; nil when there is none.
  public init?(_ name: some StringProtocol) {
    if name == "oracle" {
      self = .oracle
    } else if let kind = PolicyKind(name) {
      self = .policy(kind)
    } else {
      return nil
    }
  }

  public var description: String {
    switch self {
    case .policy(let kind): "\(kind)"
    case .oracle: "oracle"
    }
  }

  /// Whether it follows forecasts.
  package var isLearned: Bool { if case .policy(let kind) = self { kind.isLearned } else { false } }

  /// The same pipeline with the forecasts of a tape, if there is one and the policy follows forecasts.
  package func pipeline(_ workload: WorkloadConfiguration, trace: LoadTrace, models: ModelSet, tape: ForecastTape?)
    throws(EngineError) -> DecisionPipeline
  {
    guard let tape, case .policy(let kind) = self, kind.isLearned else {
      return try pipeline(workload, trace: trace, models: models)
    }
    var own = workload
    own.policy = kind
    let policy = DecisionPipeline.policy(of: own, models: models)
    return try DecisionPipeline(own, deciding: tape.policy(policy), forecasts: false)
  }

  /// The pipeline that plays this contestant on a trace.
  ///
  /// - Throws: `EngineError.setting` for a workload that makes no sense.
  public func pipeline(_ workload: WorkloadConfiguration, trace: LoadTrace, models: ModelSet)
    throws(EngineError) -> DecisionPipeline
  {
    switch self {
    case .policy(let kind):
      var own = workload
      own.policy = kind
      if kind.isLearned { return try DecisionPipeline(own, models: models) }
      return try DecisionPipeline(own)
    case .oracle:
      let workload = try workload.validated()
      let oracle = OraclePolicy(trace, startupTicks: workload.timing.startupTicks, limits: workload.limits)
      return try DecisionPipeline(workload, deciding: oracle, forecasts: false)
    }
  }
}
