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
