import Scaling
import Testing

/// The Knative pod autoscaler's rules one by one.
struct KnativePolicyTests {
  private let limits = ReplicaLimits()

  private func input(_ timestamp: Double, load: Float, ready: Int) -> ScalingInput {
    ScalingInput(timestamp: timestamp, load: load, utilization: .nan, ready: ready, starting: 0)
  }

  @Test func `it follows the mean of its stable window and panics at twice the ready replicas`() throws {
    try ScenarioText.expect(
      KnativePolicy(limits: limits, tickSeconds: 15),
      """
      every 15s
      load     0.7 1.05 0.35 0.35 0.35 0.35 0.35
      replicas   1    1    2    2    2    2    2
      decide     =   +1    =    =    =    =   -1

      # one ready replica: no panic at the beginning
      # mean 0.875 asks for 2; the short window's 1.5 for 2 too, twice the ready one: panic
      # nothing falls until more than 60 s have passed since then
      # four ticks of 0.35 ask for 1, and half of the ready ones may go
      """)
  }

  @Test func `it starts in panic when several run and halves at most`() throws {
    try ScenarioText.expect(
      KnativePolicy(limits: limits, tickSeconds: 15),
      """
      every 15s
      load     0.1 0.1 0.1 0.1 0.1 0.1 0.1
      replicas   9   9   9   9   9   9   9
      decide     =   =   =   =   =  -5  -5
      """)
  }

  @Test func `the panic window is six seconds`() {
    var policy = KnativePolicy(limits: limits, tickSeconds: 2)
    var now = 0.0
    func decide(_ load: Float) -> ScalingRecommendation {
      defer { now += 2 }
      return policy.decide(input(now, load: load, ready: 4))
    }
    for _ in 0..<32 { #expect(decide(2.8).replicas == 4) }
    // The three newest: (2.8 + 2.8 + 8.4) / 3 asks for 7, less than twice 4. All thirty: 2.99 / 0.7 asks for 5.
    let first = decide(8.4)
    #expect(first.replicas == 5 && !first.reason.description.contains("panic"))
    // (2.8 + 8.4 + 8.4) / 3 = 6.53 asks for 10.
    let second = decide(8.4)
    #expect(second.replicas == 10 && second.reason.description.contains("panic"))
  }

  @Test func `in panic the number never falls and the threshold extends it`() throws {
    try ScenarioText.expect(
      KnativePolicy(limits: limits, tickSeconds: 15),
      """
      every 15s
      load     0.7 3.5 0.35 0.35 0.35 0.35 1.4 0.35 0.35 0.35 0.35 0.35
      replicas   1   1    1    1    1    1   1    1    1    1    1    1
      decide     =  +4   +4   +4   +4   +4  +4   +4   +4   +4   +4    =

      # over at 15 s, and again at 90 s, before a tick below the threshold could end it: until 150 s
      """)
  }

  @Test func `a new panic does not remember the last one`() throws {
    try ScenarioText.expect(
      KnativePolicy(limits: limits, tickSeconds: 15),
      """
      every 15s
      load     0.7 3.5 0.35 0.35 0.35 0.35 0.35 1.4
      replicas   1   1    1    1    1    1    1   1
      decide     =  +4   +4   +4   +4   +4    =  +1
      """)
  }

  @Test func `in panic the larger window counts`() throws {
    try ScenarioText.expect(
      KnativePolicy(limits: limits, tickSeconds: 30),
      """
      every 30s
      load     7.0 2.8
      replicas   2   2
      decide    +8  +8
      """)
    // The short window asks for 4 and panics at 2 ready ones; both ticks' mean for 7.
    var policy = KnativePolicy(limits: limits, tickSeconds: 30)
    #expect(policy.decide(input(0, load: 7, ready: 9)).replicas == 10)
    for time in [30.0, 60, 90] { _ = policy.decide(input(time, load: 0, ready: 9)) }
    _ = policy.decide(input(120, load: 6.9, ready: 9))
    #expect(policy.decide(input(150, load: 2.8, ready: 2)).replicas == 7)
  }

  @Test func `at most a thousand times the ready replicas are wanted`() {
    var policy = KnativePolicy(limits: ReplicaLimits(maximum: 1_000_000), tickSeconds: 15)
    #expect(policy.decide(input(0, load: 1e5, ready: 2)).replicas == 2_000)
  }

  @Test func `with a delay the largest number of its window counts`() throws {
    let scenario = """
      every 15s
      load     2.8 2.8 2.8 2.8 2.8 2.8 0.7 0.7 0.7 0.7 0.7
      replicas   4   4   4   4   4   4   4   4   4   4   4
      """
    // Means ask for 4 (panic until 60 s), then 4, 3, 2, 1; at least half of the four stay.
    try ScenarioText.expect(
      KnativePolicy(limits: limits, tickSeconds: 15),
      scenario + "\ndecide     =   =   =   =   =   =   =  -1  -2  -2  -2")
    try ScenarioText.expect(
      KnativePolicy(limits: limits, tickSeconds: 15, scaleDownDelay: 45),
      scenario + "\ndecide     =   =   =   =   =   =   =   =   =  -1  -2")
  }

  @Test func `the last replica goes after a stable window without load and 30 s of grace`() throws {
    try ScenarioText.expect(
      KnativePolicy(limits: ReplicaLimits(minimum: 0), tickSeconds: 15),
      """
      every 15s
      load     0.35   0   0   0   0   0   0   0 0.35
      replicas    1   1   1   1   1   1   1   0    0
      decide      =   =   =   =   =   =  -1   =   +1

      # the mean is zero from 60 s on
      """)
    try ScenarioText.expect(
      KnativePolicy(limits: ReplicaLimits(minimum: 0), tickSeconds: 15),
      """
      every 15s
      load     0   0 0.1   0   0   0   0   0   0
      replicas 1   1   1   1   1   1   1   1   1
      decide   =   =   =   =   =   =   =   =  -1

      # the grace begins anew: the mean is zero from 90 s on
      """)
  }

  @Test func `a tick without a load changes nothing and old loads leave the window`() throws {
    try ScenarioText.expect(
      KnativePolicy(limits: limits, tickSeconds: 15),
      """
      every 15s
      load     2.8 2.8 2.8 2.8 2.8 2.8   ?   ?   ? 1.4
      replicas   4   4   4   4   4   4   4   4   4   4
      decide     =   =   =   =   =   =   =   =   =  -2
      """)
  }
}
