import Scaling
import Testing

/// KEDA's rules one by one.
struct KEDAPolicyTests {
  private let fromZero = ReplicaLimits(minimum: 0, maximum: 200)

  private func input(_ timestamp: Double, load: Float, ready: Int) -> ScalingInput {
    ScalingInput(timestamp: timestamp, load: load, utilization: .nan, ready: ready, starting: 0)
  }

  @Test func `from one up it is the HPA on requests with its default behavior`() throws {
    try ScenarioText.expect(
      KEDAPolicy(limits: ReplicaLimits()),
      """
      every 60s
      load       7   9  9.88  60   1   1   1   1   1   1
      replicas   6  10    13  13  26  26  26  26  26  26
      starting   4   0     0   0   0   0   0   0   0   0
      decide     =  +3     = +13   =   =   =   = -24 -24

      # 7 over 10 is the target, although 6 are ready; 9 / 0.7 = 12.9; 0.76 is within a tenth of 0.7
      # 60 / 0.7 = 85.7, but at most twice as many; the 86 of 180 s counts for 300 s
      """)
  }

  @Test func `none become one at the next poll and the HPA goes on from there`() throws {
    try ScenarioText.expect(
      KEDAPolicy(limits: fromZero),
      """
      every 15s
      load       0   3   3   3   3
      replicas   0   0   0   1   5
      decide     =   =  +1  +4   =
      """)
  }

  @Test func `while none run only the poll decides however large the load`() {
    var policy = KEDAPolicy(limits: fromZero)
    #expect(policy.decide(input(0, load: 0, ready: 0)).replicas == 0)
    let early = policy.decide(input(15, load: 100, ready: 0))
    #expect(early.replicas == 0)
    #expect(early.reason.description.hasSuffix("has not lasted long enough to act"))
    #expect(policy.decide(input(30, load: 100, ready: 0)).replicas == 1)
  }

  @Test func `the last replicas stop when nothing was active for 300 s`() throws {
    try ScenarioText.expect(
      KEDAPolicy(limits: fromZero),
      """
      every 60s
      load     0.7   0   0 0.7   0   0   0   0   0   0
      replicas   1   1   1   1   1   1   1   1   1   0
      decide     =   =   =   =   =   =   =   =  -1   =

      # last active at 180 s
      """)
    // All at once; the HPA alone would leave one.
    try ScenarioText.expect(
      KEDAPolicy(limits: fromZero),
      """
      every 60s
      load     3.5   0   0   0   0   0
      replicas   5   5   5   5   5   5
      decide     =   =   =   =   =  -5
      """)
  }

  @Test func `the cooldown ends at a poll`() throws {
    // Polls at 0, 40, 80 ... 320 s; the 300 s are over at 300.
    try ScenarioText.expect(
      KEDAPolicy(limits: fromZero),
      """
      every 20s
      load     0.7   0   0   0   0   0   0   0   0   0   0   0   0   0   0   0   0
      replicas   1   1   1   1   1   1   1   1   1   1   1   1   1   1   1   1   1
      decide     =   =   =   =   =   =   =   =   =   =   =   =   =   =   =   =  -1
      """)
  }

  @Test func `the cooldown is not for going down to one`() throws {
    // After a quarter of an hour of two the HPA's window lets go at once, though the trigger was active until now.
    let scenario = try ScenarioText(
      """
      every 300s
      load     1.4 1.4 0.7 0.7
      replicas   2   2   2   1
      decide     =   =  -1   =
      """)
    #expect(try scenario.changes(by: KEDAPolicy(limits: fromZero)) == scenario.decisions())
    #expect(try scenario.changes(by: KEDAPolicy(limits: ReplicaLimits())) == scenario.decisions())
  }

  @Test func `what never was active is not waited for`() throws {
    try ScenarioText.expect(
      KEDAPolicy(limits: fromZero),
      """
      every 15s
      load       0
      replicas   3
      decide    -3
      """)
  }

  @Test func `with a minimum the last replicas stay`() throws {
    try ScenarioText.expect(
      KEDAPolicy(limits: ReplicaLimits(minimum: 2)),
      """
      every 150s
      load     1.4   0   0   0   0   0
      replicas   2   2   2   2   2   0
      decide     =   =   =   =   =  +2
      """)
  }

  @Test func `the fallback begins with the fourth failure in a row`() throws {
    try ScenarioText.expect(
      KEDAPolicy(limits: ReplicaLimits(), fallbackReplicas: 6),
      """
      every 15s
      load     2.1   ?   ?   ? 2.1   ?   ?   ?   ?   ? 2.1
      replicas   3   3   3   3   3   3   3   3   3   6   6
      decide     =   =   =   =   =   =   =   =  +3   =   =

      # the 6 is held by the window when the metric is back
      """)
    var policy = KEDAPolicy(limits: ReplicaLimits(), fallbackReplicas: 6)
    let reasons = (0..<4).map { policy.decide(input(Double($0) * 15, load: .nan, ready: 3)).reason }
    #expect(reasons == Array(repeating: .noMetric(.requests), count: 3) + [.fallback(.requests, replicas: 6)])
    #expect(reasons[3].description.contains("the fallback of 6 replicas"))
  }

  @Test func `a fallback goes down by the HPA's window too`() throws {
    try ScenarioText.expect(
      KEDAPolicy(limits: ReplicaLimits(), fallbackReplicas: 2),
      """
      every 75s
      load     7.0   ?   ?   ?   ?   ?
      replicas  10  10  10  10  10  10
      decide     =   =   =   =  -8  -8

      # the fourth failure is at 300 s, when the 10 is 300 s old
      """)
  }

  @Test func `a missing metric never stops the last replica and a fallback wakes it`() throws {
    try ScenarioText.expect(
      KEDAPolicy(limits: fromZero),
      """
      every 60s
      load     0.7   ?   ?   ?   ?   ?   ?   ?   0
      replicas   1   1   1   1   1   1   1   1   1
      decide     =   =   =   =   =   =   =   =  -1
      """)
    try ScenarioText.expect(
      KEDAPolicy(limits: fromZero, fallbackReplicas: 6),
      """
      every 30s
      load       ?   ?   ?   ?   ?
      replicas   0   0   0   0   1
      decide     =   =   =  +1  +4
      """)
  }

  @Test func `a clock that was set back is asked at once`() {
    var policy = KEDAPolicy(limits: fromZero)
    #expect(policy.decide(input(10_000, load: 0.7, ready: 1)).replicas == 1)
    // What was active at 10,000 s counts as active at 100 s.
    #expect(policy.decide(input(100, load: 0, ready: 1)).replicas == 1)
    #expect(policy.decide(input(399, load: 0, ready: 1)).replicas == 1)
    #expect(policy.decide(input(430, load: 0, ready: 1)).replicas == 0)
  }
}
