import Detection
import Engine
import Foundation
import Simulation
import Telemetry

/// What one policy did, and how quickly.
struct Performance {
  var report: ElasticityReport
  /// Ready replicas in each scored tick.
  var ready: [Int32]
  /// Forecast median and 96 % quantile of the lead time, in replicas' worth, for each scored tick.
  var forecast: [(median: Double, upper: Double)]
  /// Anomaly score of each scored tick.
  var scores: [Double]
  /// Decisions of the scored ticks, in microseconds.
  var latencies: LatencyTally
}

/// Runs policies one after the other through one world.
///
/// Before `decidingFrom` a Tidegate pipeline only watches, while the HPA scales; then the models that it was given
/// decide. Without `refits` it goes on with those.
enum Comparison {
  static func run(
    _ contestants: [Contestant], in world: ComparedWorld, workload: WorkloadConfiguration, models: ModelSet,
    threads: Int, replicaHourPrice: Double = 1, decidingFrom: Int = 0, refits: Bool = true
  ) throws -> [Performance] {
    try contestants.map { contestant in
      // A recorded load has no metrics for the detector.
      var models = models
      if world.scenario == nil { models.detector = nil }
      let pipeline = try contestant.pipeline(workload, trace: world.trace, models: models)
      var watched = 0
      if case .policy(.tidegate) = contestant { watched = decidingFrom }
      return try run(
        contestant, pipeline, in: world, workload: workload, threads: threads, replicaHourPrice: replicaHourPrice,
        watched: watched, refits: refits)
    }
  }

  private static func run(
    _ contestant: Contestant, _ pipeline: DecisionPipeline, in world: ComparedWorld, workload: WorkloadConfiguration,
    threads: Int, replicaHourPrice: Double, watched: Int, refits: Bool
  ) throws -> Performance {
    // No stage is ever left out: results must not depend on how busy the machine is.
    var loop = DecisionLoop(pipeline, budget: .seconds(86_400))
    var cluster =
      world.scenario?.cluster(timing: workload.timing, limits: workload.limits, scoredFrom: world.scoredFrom)
      ?? SimulatedCluster(
        trace: world.trace, timing: workload.timing, limits: workload.limits, scoredFrom: world.scoredFrom)
    var performance = Performance(
      report: cluster.meter.report(policy: "\(contestant)"), ready: [], forecast: [], scores: [],
      latencies: LatencyTally())
    let bar = ProgressBar("\(contestant)", total: world.trace.loads.count)
    var standIn = try Contestant.policy(.hpa(targetPercent: 70)).pipeline(workload, trace: world.trace, models: .none)
    while let observation = cluster.next() {
      if cluster.currentTick < watched {
        loop.pipeline.observe(observation)
        cluster.scale(to: standIn.decide(observation).replicas)
        continue
      }
      let decision = loop.decide(observation)
      cluster.scale(to: decision.replicas)
      if cluster.currentTick >= world.scoredFrom {
        let capacity = world.trace.replicaCapacity
        performance.forecast.append(
          decision.forecast.map { ($0.median / capacity, $0.upper / capacity) } ?? (.nan, .nan))
        performance.scores.append(decision.anomalyScore ?? .nan)
        performance.latencies.record(loop.lastDuration)
      }
      if refits { loop.pipeline.refitIfDue(threads: threads) }
      if cluster.currentTick % 512 == 0 { bar.update(cluster.currentTick) }
    }
    bar.finish()
    performance.report = cluster.meter.report(policy: "\(contestant)", replicaHourPrice: replicaHourPrice)
    performance.ready = cluster.readyTimeline
    return performance
  }
}
