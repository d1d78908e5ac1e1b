import Engine
import Scaling
import Synchronization

/// What a forecaster says at every tick of a trace, so that many policies can be run on one pass of it.
///
/// With a given replica capacity a forecast depends on the load alone, never on what a policy does, and it is what
/// takes the time: a policy on the tape decides as it does in a pipeline of its own, as long as no guardrail binds. In the
/// reference cluster none does, unless the load has gaps.
package struct ForecastTape: Sendable {
  fileprivate struct Tick {
    /// The newest known load and the forecast, both in replicas' worth.
    var load: Float
    var forecast: LoadQuantiles?
  }

  fileprivate let ticks: [Tick]

  /// Runs the forecaster through the trace once, with its refits.
  ///
  /// - Precondition: The workload's replica capacity is given.
  /// - Throws: `EngineError.setting` for a workload that makes no sense.
  /// - Complexity: O(ticks of the trace), and a refit a day.
  package init(_ trace: LoadTrace, workload: WorkloadConfiguration, models: ModelSet) throws(EngineError) {
    precondition(workload.replicaCapacity != nil, "a tape needs the replica capacity")
    let recorder = Recorder()
    var pipeline = try DecisionPipeline(workload, deciding: recorder, forecasts: true, models: models)
    var cluster = SimulatedCluster(trace: trace, timing: workload.timing, limits: workload.limits)
    while let observation = cluster.next() {
      cluster.scale(to: pipeline.decide(observation).replicas)
      pipeline.refitIfDue()
    }
    ticks = recorder.ticks.withLock { $0 }
  }

  /// The policy given this tape instead of a pipeline's forecasts, from the first tick on.
  package func policy(_ policy: any ScalingPolicy) -> any ScalingPolicy { TapedPolicy(tape: self, policy: policy) }
}

/// Keeps what it is told, and changes nothing.
private final class Recorder: ScalingPolicy {
  let ticks = Mutex<[ForecastTape.Tick]>([])

  func decide(_ input: ScalingInput) -> ScalingRecommendation {
    ticks.withLock { $0.append(ForecastTape.Tick(load: input.load, forecast: input.forecast)) }
    return ScalingRecommendation(replicas: input.current, policy: .fixed(input.current), reason: .fixed)
  }
}

private struct TapedPolicy: ScalingPolicy {
  let tape: ForecastTape
  var policy: any ScalingPolicy
  var tick = 0

  mutating func decide(_ input: ScalingInput) -> ScalingRecommendation {
    var input = input
    input.load = tape.ticks[tick].load
    input.forecast = tape.ticks[tick].forecast
    // As in a pipeline: a load that is held over a gap stands in for CPU that is missing.
    if input.utilization.isNaN, !input.load.isNaN {
      input.utilization = min(1, input.load / Float(max(1, input.ready)))
    }
    tick += 1
    return policy.decide(input)
  }
}
