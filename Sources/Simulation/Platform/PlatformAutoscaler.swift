import Engine
import Scaling

/// A scaling policy for every cell of a platform, each in a ``DecisionPipeline`` as a service would run it.
public struct PlatformAutoscaler: Sendable {
  private var pipelines: [DecisionPipeline]

  /// The policies that the scenario names for its services, or one for all.
  ///
  /// - Throws: `EngineError.setting` for a service that makes no workload.
  public init(
    _ platform: PlatformSimulation, policy: PolicyKind? = nil, models: ModelSet = .none
  ) throws(EngineError) {
    pipelines = []
    for cell in platform.cellNames.indices {
      var workload = Self.workload(platform, cell)
      if let policy { workload.policy = policy }
      var models = models
      // The shipped detector knows a web service; nothing here listens to it.
      models.detector = nil
      pipelines.append(try DecisionPipeline(workload, models: models))
    }
  }

  /// Any policy at all, a copy for each cell.
  ///
  /// - Parameter forecasts: Whether it is to be given forecasts.
  public init(
    _ platform: PlatformSimulation, deciding policy: any ScalingPolicy, forecasts: Bool = false
  ) throws(EngineError) {
    pipelines = []
    for cell in platform.cellNames.indices {
      pipelines.append(
        try DecisionPipeline(Self.workload(platform, cell), deciding: policy, forecasts: forecasts))
    }
  }

  /// Observes every cell and asks for what its policy says.
  public mutating func scale(_ platform: inout PlatformSimulation) {
    for cell in pipelines.indices {
      platform.scale(cell, to: pipelines[cell].decide(platform.observation(of: cell)).replicas)
    }
  }

  /// Learns anew where a policy is due to; not part of a tick.
  public mutating func refitIfDue(threads: Int = 1) {
    for cell in pipelines.indices { pipelines[cell].refitIfDue(threads: threads) }
  }

  /// What a pipeline is told of a cell: four fifths of what a replica serves at most keep its latency.
  private static func workload(_ platform: PlatformSimulation, _ cell: Int) -> WorkloadConfiguration {
    let service = platform.service(of: cell)
    return WorkloadConfiguration(
      replicaCapacity: service.replicaCapacity * 0.8, startupSeconds: service.startupSeconds,
      tickSeconds: PlatformScenario.tickSeconds, metricLagSeconds: platform.scenario.monitoring.lagSeconds,
      minReplicas: service.minimum, maxReplicas: service.maximum, policy: service.policy)
  }
}

extension PlatformSimulation {
  /// Plays the scenario to its end under an autoscaler.
  public mutating func run(_ autoscaler: inout PlatformAutoscaler, threads: Int = 1) {
    while !isOver {
      autoscaler.scale(&self)
      step()
      autoscaler.refitIfDue(threads: threads)
    }
  }
}
