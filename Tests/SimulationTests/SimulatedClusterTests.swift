import Scaling
import Simulation
import Telemetry
import Testing

/// The reference cluster in twelve ticks that were worked out on paper.
///
/// Lag 2 ticks, start-up 2 ticks, capacity 10 requests/s:
///
///     tick        0    1    2    3    4    5    6    7    8    9   10   11
///     load        2    2    3    5    5    5    4    1    1    1    6  0.5
///     order       2    4    3    6    6    6    4    0    1    3    3    3
///     ready       2    2    2    3    3    6    4    1    1    1    1    3     after the order
///     starting    0    2    1    3    3    0    0    0    0    2    2    0
///     needed      2    2    3    5    5    5    4    1    1    1    6    1
///     unserved    0    0    1    2    2    0    0    0    0    0    5    0
struct SimulatedClusterTests {
  private static let loads = [2, 2, 3, 5, 5, 5, 4, 1, 1, 1, 6, 0.5]
  private static let orders = [2, 4, 3, 6, 6, 6, 4, 0, 1, 3, 3, 3]
  private static let ready = [2, 2, 2, 3, 3, 6, 4, 1, 1, 1, 1, 3]

  private func run(scoredFrom: Int = 0) -> (cluster: SimulatedCluster, seen: [Observation]) {
    var cluster = SimulatedCluster(
      trace: LoadTrace(loads: Self.loads, tickSeconds: 15, replicaCapacity: 10, startTime: 600),
      timing: ScalingTiming(lagTicks: 2, startupTicks: 2), limits: ReplicaLimits(), scoredFrom: scoredFrom)
    var seen: [Observation] = []
    while let observation = cluster.next() {
      seen.append(observation)
      cluster.scale(to: Self.orders[cluster.currentTick])
    }
    return (cluster, seen)
  }

  @Test func `replicas start, are cancelled and stop as worked out`() {
    #expect(run().cluster.readyTimeline == Self.ready.map { Int32($0) })
  }

  @Test func `a policy sees the load of two ticks ago and the replicas of now`() {
    let seen = run().seen
    #expect(seen.map(\.requestsPerSecond) == [nil, nil, 20, 20, 30, 50, 50, 50, 40, 10, 10, 10])
    #expect(seen.map(\.timestamp) == (0..<12).map { 600 + 15 * Double($0) })
    // Before the order of the tick, after what was due.
    #expect(seen.map(\.readyReplicas) == [2, 2, 2, 3, 3, 6, 6, 4, 1, 1, 1, 3])
    #expect(seen.map(\.startingReplicas) == [0, 0, 2, 0, 3, 0, 0, 0, 0, 0, 2, 0])
    // CPU is the seen load's share of the replicas of now, at most all of it.
    let cpu = seen.map(\.cpuPercent)
    #expect(cpu[0] == nil && cpu[1] == nil)
    for (tick, expected) in [(2, 100.0), (3, 200.0 / 3), (4, 100), (5, 250.0 / 3), (8, 100), (11, 100.0 / 3)] {
      #expect(abs((cpu[tick] ?? 0) - expected) < 1e-9, "at tick \(tick)")
    }
  }

  @Test func `the report has the sums worked out`() {
    let report = run().cluster.meter.report(policy: "paper", replicaHourPrice: 2)
    func close(_ found: Double, _ expected: Double) -> Bool { abs(found - expected) < 1e-9 }
    // Load 35.5 in all, 10 unserved; 29 ready, 42 ready or starting, 36 needed, in ticks of 1/240 h.
    #expect(close(report.unservedPercent, 1_000 / 35.5))
    #expect(close(report.replicaHours, 29.0 / 240))
    #expect(close(report.replicaHoursStarted, 42.0 / 240))
    #expect(close(report.replicaHoursOverDemand, 29.0 / 36))
    #expect(close(report.replicaHoursStartedOverDemand, 42.0 / 36))
    #expect(close(report.thetaU, 100.0 / 12 * (1.0 / 3 + 2.0 / 5 + 2.0 / 5 + 5.0 / 6)))
    #expect(close(report.thetaO, 100.0 / 12 * (1.0 / 5 + 2)))
    #expect(close(report.tauU, 100.0 * 4 / 12))
    #expect(close(report.tauO, 100.0 * 2 / 12))
    // The number asked for changed at ticks 1, 2, 3, 6, 7 and 9, in three minutes.
    #expect(close(report.scaleActionsPerDay, 6.0 * 480))
    #expect(close(report.cost, 2 * 42.0 / 240))
    #expect(report.p95LatencyMilliseconds == nil && report.p99LatencyMilliseconds == nil)
  }

  @Test func `only ticks from the scored one on count`() {
    let cluster = run(scoredFrom: 10).cluster
    let report = cluster.meter.report(policy: "paper")
    #expect(cluster.readyTimeline == [1, 3])
    #expect(abs(report.unservedPercent - 500 / 6.5) < 1e-9)
    #expect(abs(report.replicaHoursOverDemand - 4.0 / 7) < 1e-9)
    #expect(report.scaleActionsPerDay == 0)
  }

  @Test func `without a lag the load of the tick itself is seen`() {
    var cluster = SimulatedCluster(
      trace: LoadTrace(loads: [3, 4], tickSeconds: 15, replicaCapacity: 10),
      timing: ScalingTiming(lagTicks: 0, startupTicks: 1), limits: ReplicaLimits())
    #expect(cluster.next()?.requestsPerSecond == 30)
    cluster.scale(to: 3)
    #expect(cluster.next()?.requestsPerSecond == 40)
    cluster.scale(to: 3)
    #expect(cluster.next() == nil)
  }

  @Test func `an unknown load is served as none and reported as missing`() {
    var cluster = SimulatedCluster(
      trace: LoadTrace(loads: [.nan, 2], tickSeconds: 15, replicaCapacity: 10),
      timing: ScalingTiming(lagTicks: 0, startupTicks: 1), limits: ReplicaLimits())
    let first = cluster.next()
    #expect(first?.requestsPerSecond == nil && first?.cpuPercent == nil && first?.readyReplicas == 1)
    cluster.scale(to: 2)
    _ = cluster.next()
    cluster.scale(to: 2)
    #expect(cluster.meter.report(policy: "").unservedPercent == 0)
  }
}
