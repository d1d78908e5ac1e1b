import Scaling
import Testing

struct SchedulePolicyTests {
  /// The replicas asked for, tick by tick of ten minutes.
  private func replicas(_ loads: [Float], limits: ReplicaLimits = ReplicaLimits()) -> [Int] {
    var policy = SchedulePolicy(limits: limits, tickSeconds: 600)
    return loads.indices.map {
      policy.decide(
        ScalingInput(timestamp: Double($0) * 600, load: loads[$0], utilization: .nan, ready: 6, starting: 1)
      ).replicas
    }
  }

  @Test func `it repeats yesterday's largest load within ten minutes with a tenth more`() {
    var loads = [Float](repeating: 2, count: 288)
    loads[50] = 10
    let replicas = replicas(loads)
    // Without a yesterday: the load. From tick 143 on the reach into yesterday is known: 2 · 1.1.
    #expect(Array(replicas[49...51]) == [2, 10, 2])
    #expect(Array(replicas[142...143]) == [2, 3])
    #expect(Array(replicas[192...196]) == [3, 11, 11, 11, 3])
  }

  @Test func `a load above yesterday's is served without more`() {
    var loads = [Float](repeating: 2, count: 288)
    loads[200] = 9
    #expect(Array(replicas(loads)[199...201]) == [3, 9, 3])
  }

  @Test func `a gap of yesterday is bridged by its neighbours and a longer one by the load`() {
    var loads = [Float](repeating: 2, count: 288)
    for tick in 50...53 { loads[tick] = .nan }
    let replicas = replicas(loads)
    // Neither a load nor a yesterday: 7 run.
    #expect(Array(replicas[49...54]) == [2, 7, 7, 7, 7, 2])
    #expect(Array(replicas[193...198]) == [3, 3, 2, 2, 3, 3])
  }

  @Test func `the load of a tick that is missing is yesterday's`() {
    var loads = [Float](repeating: 2, count: 288)
    loads[200] = .nan
    #expect(replicas(loads)[200] == 3)
  }

  @Test func `the number stays within the limits`() {
    var loads = [Float](repeating: 2, count: 288)
    loads[50] = 40
    let replicas = replicas(loads, limits: ReplicaLimits(minimum: 3, maximum: 20))
    #expect(replicas[49] == 3 && replicas[50] == 20 && replicas[194] == 20)
  }
}
