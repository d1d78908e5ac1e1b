import Engine
import Scaling
import Testing

struct WorkloadConfigurationTests {
  @Test func `the defaults make sense`() throws {
    let workload = try WorkloadConfiguration().validated()
    #expect(workload.timing == ScalingTiming(lagTicks: 2, startupTicks: 4))
    // From the decision, two ticks after the newest load, for the start-up time and one tick more.
    #expect(workload.target.lead == 2 && workload.target.window == 5)
    #expect(workload.limits == ReplicaLimits(minimum: 1, maximum: 200))
  }

  @Test func `a start-up time between two ticks is rounded up`() {
    #expect(WorkloadConfiguration(startupSeconds: 61).timing.startupTicks == 5)
    #expect(WorkloadConfiguration(startupSeconds: 61).target.window == 6)
    #expect(WorkloadConfiguration(startupSeconds: 0).target.window == 1)
  }

  @Test(arguments: [
    ("replicaCapacity", WorkloadConfiguration(replicaCapacity: 0)),
    ("replicaCapacity", WorkloadConfiguration(replicaCapacity: .nan)),
    ("replicaCapacity", WorkloadConfiguration(replicaCapacity: .infinity)),
    ("tickSeconds", WorkloadConfiguration(tickSeconds: 0)), ("tickSeconds", WorkloadConfiguration(tickSeconds: 7_200)),
    ("tickSeconds", WorkloadConfiguration(tickSeconds: .nan)),
    ("startupSeconds", WorkloadConfiguration(startupSeconds: -1)),
    ("startupSeconds", WorkloadConfiguration(startupSeconds: 1e9)),
    ("metricLagSeconds", WorkloadConfiguration(metricLagSeconds: -15)),
    ("metricLagSeconds", WorkloadConfiguration(metricLagSeconds: 1e9)),
    ("minReplicas", WorkloadConfiguration(minReplicas: 0)), ("maxReplicas", WorkloadConfiguration(maxReplicas: 0)),
    ("maxReplicas", WorkloadConfiguration(minReplicas: 5, maxReplicas: 4)),
    ("maxReplicas", WorkloadConfiguration(maxReplicas: 2_000_000)),
  ])
  func `a setting out of range is refused by name`(name: String, workload: WorkloadConfiguration) {
    let error = #expect(throws: EngineError.self) { try workload.validated() }
    guard case .setting(name, _, _)? = error else {
      Issue.record("\(String(describing: error)) does not name \(name)")
      return
    }
    #expect(throws: EngineError.self) { try DecisionPipeline(workload) }
    #expect(error?.description.hasPrefix("\(name) is ") == true)
  }
}
