import Engine
import Simulation

/// What every policy did on one series with one start-up time.
package struct ScalingTrial: Encodable {
  let series: String
  let startupSeconds: Double
  /// In the order of the policies asked for.
  let policies: [ElasticityReport]

  package init(series: String, startupSeconds: Double, policies: [ElasticityReport]) {
    self.series = series
    self.startupSeconds = startupSeconds
    self.policies = policies
  }

  /// Runs the forecaster once, and every policy on what it said; on a load with gaps, where guardrails can bind that a
  /// tape does not have, each policy has a forecaster of its own.
  ///
  /// - Parameter startup: Seconds.
  static func run(
    _ series: String, in world: ComparedWorld, startup: Double, contestants: [Contestant], models: ModelSet,
    seed: UInt64
  ) throws -> ScalingTrial {
    let trace = world.trace
    let workload = try WorkloadConfiguration(
      replicaCapacity: trace.replicaCapacity, startupSeconds: startup, seed: seed
    ).validated()
    // A recorded load has no metrics for the detector.
    var models = models
    models.detector = nil
    let isNeeded = contestants.contains { $0.isLearned } && !trace.loads.contains { $0.isNaN }
    let tape = isNeeded ? try ForecastTape(trace, workload: workload, models: models) : nil
    let reports = try contestants.map { contestant in
      var pipeline = try contestant.pipeline(workload, trace: trace, models: models, tape: tape)
      var cluster = SimulatedCluster(
        trace: trace, timing: workload.timing, limits: workload.limits, scoredFrom: world.scoredFrom)
      while let observation = cluster.next() {
        cluster.scale(to: pipeline.decide(observation).replicas)
        pipeline.refitIfDue()
      }
      return cluster.meter.report(policy: "\(contestant)")
    }
    return ScalingTrial(series: series, startupSeconds: startup, policies: reports)
  }

  /// The figures of a policy, if it took part.
  package func report(_ policy: String) -> ElasticityReport? { policies.first { $0.policy == policy } }
}
