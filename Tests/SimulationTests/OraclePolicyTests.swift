import Scaling
import Simulation
import Testing

struct OraclePolicyTests {
  private func orders(_ loads: [Double], startup: Int, limits: ReplicaLimits = ReplicaLimits()) -> [Int] {
    let trace = LoadTrace(loads: loads, tickSeconds: 15, replicaCapacity: 1)
    var oracle = OraclePolicy(trace, startupTicks: startup, limits: limits)
    return (0..<loads.count + 2).map {
      oracle.decide(ScalingInput(timestamp: Double($0) * 15, load: 0, utilization: 0, ready: 1, starting: 0)).replicas
    }
  }

  @Test func `it asks for the largest demand until replicas ordered now are ready`() {
    #expect(orders([0.5, 1, 1, 3.2, 1, 2, 0], startup: 2) == [1, 4, 4, 4, 2, 2, 1, 1, 1])
    #expect(orders([0.5, 1, 1, 3.2, 1, 2, 0], startup: 0) == [1, 1, 1, 4, 1, 2, 1, 1, 1])
  }

  @Test func `it keeps within the limits and takes a gap for no load`() {
    #expect(orders([9, 1, .nan, 1], startup: 1, limits: ReplicaLimits(minimum: 2, maximum: 5)) == [5, 2, 2, 2, 2, 2])
  }
}
