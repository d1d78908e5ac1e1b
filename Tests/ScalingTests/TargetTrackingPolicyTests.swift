import Scaling
import Testing

/// AWS target tracking's rules one by one.
struct TargetTrackingPolicyTests {
  private let limits = ReplicaLimits()

  @Test func `it adds after three points of three and multiplies the instances in service`() throws {
    try ScenarioText.expect(
      TargetTrackingPolicy(limits: limits, tickSeconds: 60),
      """
      every 60s
      cpu       90  90  90  90  70  90  90  90
      replicas  10  10  10  10  13  13  13  13
      starting   0   0   2   5   0   0   0   0
      decide     =   =  +1   =   =   =   =  +4

      # 10 · 0.9 / 0.7 = 12.9: the two in warm-up are not counted but not lost either
      # five in warm-up are more than is wanted
      # a point at the target ends the row; 13 · 0.9 / 0.7 = 16.7
      """)
  }

  @Test func `it removes after fifteen points of fifteen and not while instances start`() throws {
    try ScenarioText.expect(
      TargetTrackingPolicy(limits: limits, tickSeconds: 60),
      """
      every 60s
      cpu       35 35 35 35 35 35 35 35 35 35 35 35 35 35 35 35 64 35
      replicas   9  9  9  9  9  9  9  9  9  9  9  9  9  9  9  9  9  9
      starting   0  0  0  0  0  0  0  0  0  0  0  0  0  0  1  0  0  0
      decide     =  =  =  =  =  =  =  =  =  =  =  =  =  =  = -4  =  =

      # 9 · 0.5 = 4.5, rounded in favour of capacity; 64 % is less than a tenth below the target
      """)
  }

  @Test func `one instance stays`() throws {
    try ScenarioText.expect(
      TargetTrackingPolicy(limits: ReplicaLimits(minimum: 0), tickSeconds: 60),
      """
      every 60s
      cpu        0  0  0  0  0  0  0  0  0  0  0  0  0  0  0
      replicas   2  2  2  2  2  2  2  2  2  2  2  2  2  2  2
      decide     =  =  =  =  =  =  =  =  =  =  =  =  =  = -1
      """)
  }

  @Test func `a point is the mean of a minute`() throws {
    try ScenarioText.expect(
      TargetTrackingPolicy(limits: limits, tickSeconds: 15),
      """
      every 15s
      cpu       50  90  90  90  50  90  90  90  50  90  90  90 100
      replicas   7   7   7   7   7   7   7   7   7   7   7   7   7
      decide     =   =   =   =   =   =   =   =   =   =   =  +1   =

      # 80 % three times; between two points nothing is done
      """)
  }

  @Test func `a minute begins with a sample and is whole without some`() throws {
    try ScenarioText.expect(
      TargetTrackingPolicy(limits: limits, tickSeconds: 30),
      """
      every 30s
      cpu       80  80   ?   ?  80   ?   ?  80   ?   ?
      replicas   7   7   7   7   7   7   7   7   7   7
      decide     =   =   =   =   =   =   =   =  +1   =
      """)
  }

  @Test func `of several policies the largest result wins`() throws {
    try ScenarioText.expect(
      TargetTrackingPolicy(metrics: [.cpu, .requests], limits: limits, tickSeconds: 60),
      """
      every 60s
      cpu       90  90  90  90  35  35  35  90  90  90
      load     5.6   8   8   8   8   8   8 2.8 2.8 2.8
      replicas   8   8   8   8   8   8   8   8   8   8
      decide     =   =  +3  +4  +4  +4  +4   =   =  +3

      # 8 · 0.9 / 0.7 = 10.3 and, from the fourth minute on, 8 / 0.7 = 11.4
      """)
  }

  @Test func `scaling in needs all policies to agree`() throws {
    let minutes = 40
    var policy = TargetTrackingPolicy(metrics: [.cpu, .requests], limits: limits, tickSeconds: 60)
    let decided = (0..<minutes).map { minute in
      // Requests are at the target until minute 10, and not known in minutes 26 and 27.
      let load: Float = minute < 10 ? 7 : minute == 26 || minute == 27 ? .nan : 4.9
      return policy.decide(
        ScalingInput(timestamp: Double(minute) * 60, load: load, utilization: 0.35, ready: 10, starting: 0)
      ).replicas
    }
    #expect(decided[..<24].allSatisfy { $0 == 10 })
    // CPU asks for 5, requests for 7.
    #expect(decided[24...25].allSatisfy { $0 == 7 })
    #expect(decided[26...27].allSatisfy { $0 == 10 })
    #expect(decided[28...].allSatisfy { $0 == 7 })
  }

  @Test func `it says for what it waits`() {
    var policy = TargetTrackingPolicy(limits: limits, tickSeconds: 30)
    func reason(_ timestamp: Double, _ utilization: Float) -> DecisionReason {
      policy.decide(
        ScalingInput(timestamp: timestamp, load: .nan, utilization: utilization, ready: 1, starting: 0)
      ).reason
    }
    #expect(reason(0, 0.9) == .noMetric(.cpu))
    #expect(reason(30, 0.9).description.hasSuffix("not lasted long enough to act"))
    _ = reason(60, 0.65)
    #expect(reason(90, 0.65).description.contains("within tolerance"))
  }
}
