import Scaling
import Testing

/// Each baseline in a small case worked out by hand.
struct BaselinePolicyTests {
  private let limits = ReplicaLimits()

  private func input(
    _ timestamp: Double, load: Float = .nan, utilization: Float = .nan, ready: Int, starting: Int = 0
  ) -> ScalingInput {
    ScalingInput(timestamp: timestamp, load: load, utilization: utilization, ready: ready, starting: starting)
  }

  // MARK: KEDA

  @Test func `KEDA divides the requests by the target over all replicas asked for`() {
    var policy = HorizontalPodAutoscalerPolicy(metric: .requests, limits: limits)
    // 7 over 10 replicas is the target itself, although only 6 are ready.
    #expect(policy.decide(input(0, load: 7, ready: 6, starting: 4)).replicas == 10)
    // 9 / 0.7 = 12.86.
    #expect(policy.decide(input(15, load: 9, ready: 10)).replicas == 13)
    // 0.76 is within a tenth of 0.7.
    #expect(policy.decide(input(30, load: 9.88, ready: 13)).replicas == 13)
    // Down waits for the window of 300 s.
    #expect(policy.decide(input(45, load: 1, ready: 13)).replicas == 13)
    let late = policy.decide(input(345, load: 1, ready: 13))
    #expect(late.replicas == 2)
    #expect(late.policy == .keda)
  }

  // MARK: Knative

  @Test func `Knative follows the mean of its stable window and panics at twice the ready replicas`() {
    var policy = KnativePolicy(limits: limits, tickSeconds: 15)
    // One ready replica: no panic at the beginning. 0.7 / 0.7 = 1.
    #expect(policy.decide(input(0, load: 0.7, ready: 1)).replicas == 1)
    // Mean (0.7 + 1.05) / 2 = 0.875 -> 1.25 -> 2; the short window: 1.5 -> 2, twice the ready one: panic.
    let panic = policy.decide(input(15, load: 1.05, ready: 1))
    #expect(panic.replicas == 2)
    #expect(panic.reason.description.contains("panic"))
    // In panic nothing falls, until more than 60 s have passed since the last tick over the threshold.
    for time in [30.0, 45, 60, 75] { #expect(policy.decide(input(time, load: 0.35, ready: 2)).replicas == 2) }
    // Four ticks of 0.35: ceil(0.5) = 1, and at most half of the ready ones may go.
    #expect(policy.decide(input(90, load: 0.35, ready: 2)).replicas == 1)
  }

  @Test func `Knative halves at most and starts in panic when several replicas run`() {
    var policy = KnativePolicy(limits: limits, tickSeconds: 15)
    var answers: [Int] = []
    for tick in 0..<7 { answers.append(policy.decide(input(Double(tick) * 15, load: 0.1, ready: 9)).replicas) }
    // Panic from the start until 60 s; then floor(9 / 2).
    #expect(answers == [9, 9, 9, 9, 9, 4, 4])
  }

  // MARK: AWS

  @Test func `target tracking adds after three points of three and multiplies the ready instances`() {
    var policy = TargetTrackingPolicy(limits: limits, tickSeconds: 60)
    #expect(policy.decide(input(0, utilization: 0.9, ready: 10)).replicas == 10)
    #expect(policy.decide(input(60, utilization: 0.9, ready: 10)).replicas == 10)
    // 10 · 0.9 / 0.7 = 12.86; the two in warm-up are not counted but not lost either.
    #expect(policy.decide(input(120, utilization: 0.9, ready: 10, starting: 2)).replicas == 13)
    // One point at the target ends the row of three.
    #expect(policy.decide(input(180, utilization: 0.7, ready: 13)).replicas == 13)
    #expect(policy.decide(input(240, utilization: 0.9, ready: 13)).replicas == 13)
    #expect(policy.decide(input(300, utilization: 0.9, ready: 13)).replicas == 13)
    #expect(policy.decide(input(360, utilization: 0.9, ready: 13)).replicas == 17)
  }

  @Test func `target tracking removes after fifteen points of fifteen and not while instances start`() {
    var policy = TargetTrackingPolicy(limits: limits, tickSeconds: 60)
    for minute in 0..<14 {
      #expect(policy.decide(input(Double(minute) * 60, utilization: 0.35, ready: 9)).replicas == 9)
    }
    #expect(policy.decide(input(840, utilization: 0.35, ready: 9, starting: 1)).replicas == 10)
    // 9 · 0.5 = 4.5: rounded in favour of capacity.
    #expect(policy.decide(input(900, utilization: 0.35, ready: 9)).replicas == 5)
    // 64 % is less than 10 % below the target.
    #expect(policy.decide(input(960, utilization: 0.64, ready: 9)).replicas == 9)
  }

  @Test func `a point of target tracking is the mean of a minute`() {
    var policy = TargetTrackingPolicy(limits: limits, tickSeconds: 15)
    var last = 0
    // Means 0.8 each minute, from 0.5 and 0.9: the twelfth tick completes the third point.
    for tick in 0..<12 {
      let decision = policy.decide(input(Double(tick) * 15, utilization: tick % 4 == 0 ? 0.5 : 0.9, ready: 7))
      if tick < 11 { #expect(decision.replicas == 7) }
      last = decision.replicas
    }
    #expect(last == 8)
  }

  // MARK: Schedule

  @Test func `the schedule repeats yesterday's largest load within ten minutes with a tenth more`() {
    var policy = SchedulePolicy(limits: limits, tickSeconds: 600)
    var replicas: [Int] = []
    for tick in 0..<288 {
      replicas.append(policy.decide(input(Double(tick) * 600, load: tick == 50 ? 10 : 2, ready: 1)).replicas)
    }
    // Without a yesterday: the load. From tick 143 on the reach into yesterday is known: 2 · 1.1.
    #expect(replicas[49] == 2 && replicas[50] == 10 && replicas[51] == 2)
    #expect(replicas[142] == 2 && replicas[143] == 3)
    #expect(Array(replicas[192...196]) == [3, 11, 11, 11, 3])
  }

  @Test func `without load and yesterday the schedule changes nothing`() {
    var policy = SchedulePolicy(limits: limits, tickSeconds: 600)
    #expect(policy.decide(input(0, ready: 6, starting: 1)).replicas == 7)
  }

  // MARK: Fixed

  @Test func `a fixed number is fixed within the limits`() {
    var policy = FixedPolicy(replicas: 9, limits: ReplicaLimits(minimum: 1, maximum: 6))
    let decision = policy.decide(input(0, load: 100, utilization: 1, ready: 1))
    #expect(decision.replicas == 6)
    #expect(decision.policy == .fixed(9))
  }

  // MARK: Reasons

  @Test func `the HPA gives the reason for which it decided`() {
    func reason(_ utilization: Float, ready: Int, starting: Int = 0, after: ScalingInput? = nil) -> String {
      var policy = HorizontalPodAutoscalerPolicy(limits: limits)
      if let after { _ = policy.decide(after) }
      return policy.decide(input(15, utilization: utilization, ready: ready, starting: starting)).reason.description
    }
    #expect(reason(0.72, ready: 4) == "CPU at 72 % is within tolerance of the target of 70 %")
    #expect(reason(0.9, ready: 4) == "CPU at 90 % against a target of 70 % asks for 6 replicas")
    // Held by replicas that start, at a CPU that is far from the target.
    #expect(reason(0.9, ready: 4, starting: 2) == "CPU at 90 % against a target of 70 % asks for 6 replicas")
    #expect(
      reason(0.35, ready: 8, after: input(0, utilization: 0.7, ready: 8))
        == "CPU at 35 % against a target of 70 % asks for 4 replicas, but the stabilization window still holds more")
    // One replica is the least there is, and no window holds it.
    #expect(reason(0, ready: 1) == "CPU at 0 % against a target of 70 % asks for 0 replicas")
    #expect(reason(.nan, ready: 1) == "CPU is not known, so the number of replicas stays")
  }

  @Test func `target tracking says that it waits`() {
    var policy = TargetTrackingPolicy(limits: limits, tickSeconds: 30)
    #expect(policy.decide(input(0, utilization: 0.9, ready: 1)).reason == .noMetric(.cpu))
    #expect(
      policy.decide(input(30, utilization: 0.9, ready: 1)).reason.description.hasSuffix("not lasted long enough to act")
    )
    _ = policy.decide(input(60, utilization: 0.65, ready: 1))
    #expect(policy.decide(input(90, utilization: 0.65, ready: 1)).reason.description.contains("within tolerance"))
  }
}
