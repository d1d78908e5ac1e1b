import Engine
import Scaling
import Telemetry
import Testing

/// Observations that do not say how many replicas are ready.
@Suite struct MissingReplicasTests {
  private func observation(_ tick: Int, ready: Int?) -> Observation {
    Observation(
      timestamp: Double(tick) * 15, requestsPerSecond: 1_000, cpuPercent: 90, readyReplicas: ready,
      startingReplicas: 0)
  }

  @Test func `replicas asked for last stand in for those that are not told, and the answer says so`() throws {
    var pipeline = try DecisionPipeline(WorkloadConfiguration())
    let told = pipeline.decide(observation(0, ready: 20))
    #expect(told.replicas == 26 && told.degraded == .warmingUp)
    let untold = pipeline.decide(observation(1, ready: nil))
    #expect(untold.replicas == 34 && untold.degraded == .replicasMissing)
  }

  @Test func `replicas that are not told teach no capacity`() throws {
    var pipeline = try DecisionPipeline(WorkloadConfiguration())
    for tick in 0..<50 { _ = pipeline.decide(observation(tick, ready: nil)) }
    #expect(pipeline.replicaCapacity == nil)
    for tick in 50..<100 { _ = pipeline.decide(observation(tick, ready: 20)) }
    #expect(abs(try #require(pipeline.replicaCapacity) - 1_000 / 18) < 1e-6)
  }

  @Test func `a state of other limits is refused`() throws {
    let narrow = try DecisionPipeline(WorkloadConfiguration(maxReplicas: 5)).savedState()
    var wide = try DecisionPipeline(WorkloadConfiguration(maxReplicas: 50))
    #expect(throws: EngineError.self) { try wide.restore(narrow) }
    var same = try DecisionPipeline(WorkloadConfiguration(maxReplicas: 5))
    try same.restore(narrow)
  }
}
