import Scaling
import Testing

struct HorizontalPodAutoscalerScenarioTests {
  @Test(arguments: ["hpa-up-then-held", "hpa-lets-go"])
  func `the HPA decides as derived by hand in the scenario`(name: String) throws {
    let scenario = try ScenarioText(fixture: name)
    let cpu = try scenario.numbers("cpu")
    let replicas = try scenario.numbers("replicas").map { Int($0) }
    let expected = try scenario.decisions()
    #expect(cpu.count == 10 && replicas.count == 10 && expected.count == 10)
    var policy = HorizontalPodAutoscalerPolicy(limits: ReplicaLimits())
    let decided = cpu.indices.map { tick in
      policy.decide(
        ScalingInput(
          timestamp: Double(tick) * scenario.tickSeconds, load: .nan, utilization: Float(cpu[tick] / 100),
          ready: replicas[tick], starting: 0)
      ).replicas - replicas[tick]
    }
    #expect(decided == expected)
  }
}
