import Engine
import Simulation

extension Contestant {
  /// Runs a load of the past under this contestant, which learns as it would have.
  ///
  /// - Parameters:
  ///   - first: The first tick that is scored; those before are history.
  ///   - isCancelled: Asked now and then.
  func replay(
    _ trace: LoadTrace, _ workload: WorkloadConfiguration, from first: Int, isCancelled: () -> Bool = { false }
  ) throws -> ElasticityReport {
    var pipeline = try pipeline(workload, trace: trace, models: .none)
    var cluster = SimulatedCluster(trace: trace, timing: workload.timing, limits: workload.limits, scoredFrom: first)
    while let observation = cluster.next() {
      cluster.scale(to: pipeline.decide(observation).replicas)
      pipeline.refitIfDue()
      if cluster.currentTick % 256 == 0, isCancelled() { throw CancellationError() }
    }
    return cluster.meter.report(policy: "\(self)")
  }
}

extension LoadTrace {
  /// A trace of loads at rising times, in requests per second; ticks without one are gaps. Nil for less than two ticks.
  init?(_ loads: [(time: Double, load: Double)], capacity: Double, tickSeconds: Double) {
    guard let first = loads.first, let last = loads.last else { return nil }
    let ticks = Int(((last.time - first.time) / tickSeconds).rounded()) + 1
    guard ticks >= 2, ticks <= 10_000_000 else { return nil }
    var values = [Double](repeating: .nan, count: ticks)
    for (time, load) in loads {
      let tick = Int(((time - first.time) / tickSeconds).rounded())
      if values.indices.contains(tick) { values[tick] = load / capacity }
    }
    self.init(loads: values, tickSeconds: tickSeconds, replicaCapacity: capacity, startTime: first.time)
  }
}
