import Scaling
import Testing

private typealias Rules = HorizontalPodAutoscaler.Rules

/// The rules that need the policy: which pods and metrics count, each in a scenario worked out by hand.
struct HorizontalPodAutoscalerPolicyTests {
  /// An HPA that goes down at once.
  private func unheld(
    _ metrics: [DecisionReason.MetricName] = [.cpu],
    up: Rules = Rules(
      stabilizationSeconds: 0, policies: [.percent(100, periodSeconds: 15), .pods(4, periodSeconds: 15)]),
    downTolerance: Double = 0.1, minimum: Int = 1
  ) -> HorizontalPodAutoscalerPolicy {
    HorizontalPodAutoscalerPolicy(
      metrics: metrics,
      autoscaler: HorizontalPodAutoscaler(
        limits: ReplicaLimits(minimum: minimum), scaleUp: up,
        scaleDown: Rules(
          tolerance: downTolerance, stabilizationSeconds: 0, policies: [.percent(100, periodSeconds: 15)])))
  }

  // MARK: Pods

  @Test func `pods that start are idle on the way up and left out on the way down`() throws {
    try ScenarioText.expect(
      unheld(),
      """
      every 15s
      cpu       100  91 100  35
      replicas    4   4   4   4
      starting    1   1   4   4
      decide     +1   =   =  -6

      # 1.43 · 4 / 5 = 1.14: ceil(5.71) of 5
      # 1.30 · 4 / 5 = 1.04: within tolerance
      # 1.43 · 4 / 8 = 0.71: the direction is reversed
      # 0.50 · 4     = 2 of 8
      """)
  }

  @Test func `pods without a metric are busy on the way down and idle on the way up`() throws {
    try ScenarioText.expect(
      unheld(),
      """
      every 15s
      cpu         35  35 100 100 100 100  70
      replicas     5   8   6   6   8   6   6
      starting     0   0   0   0   0   1   0
      unmeasured   1   4   1   2   5   1   3
      decide      -1   =  +2   =   =   =   =

      # (0.5 · 4 + 1.43) / 5     = 0.69: ceil(3.43) of 5
      # (0.5 · 4 + 1.43 · 4) / 8 = 0.96: within tolerance
      # 1.43 · 5 / 6 = 1.19: ceil(7.14) of 6
      # 1.43 · 4 / 6 = 0.95: within tolerance
      # 1.43 · 3 / 8 = 0.54: the direction is reversed
      # 1.43 · 5 / 7 = 1.02: one is missing, one starts
      # a ratio of 1 stays
      """)
  }

  @Test func `when no pod is measured nothing changes`() throws {
    try ScenarioText.expect(
      unheld(),
      """
      every 15s
      cpu        100  35 100   ?
      replicas     4   4   0   4
      starting     0   0   3   0
      unmeasured   4   9   0   0
      decide       =   =   =   =
      """)
  }

  // MARK: Metrics

  @Test func `the largest result of several metrics wins`() throws {
    try ScenarioText.expect(
      unheld([.cpu, .requests]),
      """
      every 15s
      cpu       70  100   70   35   35
      load     2.8  2.8  5.0  2.8  1.4
      replicas   4    4    4    4    4
      decide     =   +2   +4    =   -2

      # CPU      4    6    4    2    2
      # requests 4    4    8    4    2
      """)
  }

  @Test func `while a metric is missing the number may only rise`() throws {
    try ScenarioText.expect(
      unheld([.cpu, .requests]),
      """
      every 15s
      cpu        ?    ?    ?   35  100   ?
      load     5.0  2.8  1.4    ?    ?   ?
      replicas   4    4    4    4    4   4
      decide    +4    =    =    =   +2   =
      """)
  }

  @Test func `requests are divided over all pods asked for and measured against none`() throws {
    try ScenarioText.expect(
      unheld([.requests]),
      """
      every 15s
      load     7.0  7.6   9   9
      replicas   6   10  10   4
      starting   4    0   0   9
      decide     =    =  +3   =

      # 7 / 10 is the target; 0.76 within a tenth of it; 9 / 0.7 = 12.9
      """)
  }

  @Test func `a tick without metrics is not remembered as a recommendation`() throws {
    let autoscaler = HorizontalPodAutoscaler(
      limits: ReplicaLimits(),
      scaleDown: Rules(stabilizationSeconds: 60, policies: [.percent(100, periodSeconds: 15)]))
    try ScenarioText.expect(
      HorizontalPodAutoscalerPolicy(metrics: [.cpu], autoscaler: autoscaler),
      """
      every 15s
      cpu       70  70   ?   ?   ?  35
      replicas  10  10  10  10  10  10
      decide     =   =   =   =   =  -5

      # at 75 s the 10 of 15 s is 60 s old, and there is none after it
      """)
  }

  @Test func `none run only where a metric is there without them`() throws {
    let scenario = """
      every 15s
      cpu       0   ?   ?
      load      0   0 0.7
      replicas  1   0   0
      """
    try ScenarioText.expect(unheld([.cpu], minimum: 0), scenario + "\ndecide    =  +1  +1")
    try ScenarioText.expect(unheld([.requests], minimum: 0), scenario + "\ndecide   -1   =  +1")
  }

  // MARK: Behavior

  @Test func `each direction has its tolerance`() throws {
    try ScenarioText.expect(
      unheld(
        up: Rules(tolerance: 0.3, stabilizationSeconds: 0, policies: [.percent(100, periodSeconds: 15)]),
        downTolerance: 0.01),
      """
      every 15s
      cpu        90   92  69.4   69
      replicas  100  100   100  100
      decide      =  +32     =   -1

      # ratios 1.286, 1.314 (ceil(131.4)), 0.991, 0.986 (ceil(98.57))
      """)
  }

  @Test func `what may be added is counted from the beginning of the period`() throws {
    try ScenarioText.expect(
      unheld(up: Rules(stabilizationSeconds: 0, policies: [.pods(2, periodSeconds: 60)])),
      """
      every 15s
      cpu      100 100 100 100 100  35 100
      replicas  10  12  12  12  12  14   7
      decide    +2   =   =   =  +2  -7  +3

      # at 60 s the two of 0 s are a minute old
      # at 90 s two were added in the last minute and seven taken away: 12 and 2 are the bound, 7 / 0.7 is less
      """)
  }

  @Test func `up waits for its own window when it has one`() throws {
    try ScenarioText.expect(
      unheld(up: Rules(stabilizationSeconds: 45, policies: [.percent(100, periodSeconds: 15)])),
      """
      every 15s
      cpu       70 100  84 100 100 100
      replicas  10  10  10  10  10  10
      decide     =   =   =  +2  +2  +5

      # 10 (and before) 10 15 12 15 15 15: the smallest of three ticks
      """)
  }

  @Test(arguments: [(HorizontalPodAutoscaler.Selection.largest, "-4"), (.smallest, "-2"), (.disabled, "=")])
  func `of several rates the largest change holds or the smallest or none`(
    selection: HorizontalPodAutoscaler.Selection, change: String
  ) throws {
    let autoscaler = HorizontalPodAutoscaler(
      limits: ReplicaLimits(),
      scaleDown: Rules(
        stabilizationSeconds: 0, selection: selection,
        policies: [.percent(10, periodSeconds: 60), .pods(4, periodSeconds: 60)]))
    // 15 · 0.9 = 13.5 is cut to 13.
    try ScenarioText.expect(
      HorizontalPodAutoscalerPolicy(metrics: [.cpu], autoscaler: autoscaler),
      """
      every 15s
      cpu       0
      replicas 15
      decide   \(change)
      """)
  }

  // MARK: Reasons

  @Test func `the HPA gives the reason for which it decided`() {
    func input(_ timestamp: Double, _ utilization: Float, ready: Int, starting: Int = 0) -> ScalingInput {
      ScalingInput(timestamp: timestamp, load: .nan, utilization: utilization, ready: ready, starting: starting)
    }
    func reason(_ utilization: Float, ready: Int, starting: Int = 0, after: ScalingInput? = nil) -> String {
      var policy = HorizontalPodAutoscalerPolicy(limits: ReplicaLimits())
      if let after { _ = policy.decide(after) }
      return policy.decide(input(15, utilization, ready: ready, starting: starting)).reason.description
    }
    #expect(reason(0.72, ready: 4) == "CPU at 72 % is within tolerance of the target of 70 %")
    #expect(reason(0.9, ready: 4) == "CPU at 90 % against a target of 70 % asks for 6 replicas")
    // Held by replicas that start, at a CPU that is far from the target.
    #expect(reason(0.9, ready: 4, starting: 2) == "CPU at 90 % against a target of 70 % asks for 6 replicas")
    #expect(
      reason(0.35, ready: 8, after: input(0, 0.7, ready: 8))
        == "CPU at 35 % against a target of 70 % asks for 4 replicas, but the stabilization window still holds more")
    // One replica is the least there is, and no window holds it.
    #expect(reason(0, ready: 1) == "CPU at 0 % against a target of 70 % asks for 0 replicas")
    #expect(reason(.nan, ready: 1) == "CPU is not known, so the number of replicas stays")
  }

  @Test func `the metric that won is the one in the reason`() {
    var policy = unheld([.cpu, .requests])
    func reason(load: Float, utilization: Float) -> DecisionReason {
      policy.decide(ScalingInput(timestamp: 0, load: load, utilization: utilization, ready: 4, starting: 0)).reason
    }
    #expect(reason(load: 2.8, utilization: 1) == .target(metric: .cpu, value: 1, target: 0.7, recommended: 6))
    #expect(reason(load: 5, utilization: 1) == .target(metric: .requests, value: 1.25, target: 0.7, recommended: 8))
    #expect(reason(load: 1, utilization: .nan) == .noMetric(.cpu))
    #expect(reason(load: .nan, utilization: 0.35) == .noMetric(.requests))
  }
}
