import Scaling
import Testing

struct HorizontalPodAutoscalerScenarioTests {
  @Test(arguments: ["hpa-up-then-held", "hpa-lets-go"])
  func `the HPA decides as derived by hand in the scenario`(name: String) throws {
    let scenario = try ScenarioText(fixture: name)
    let expected = try scenario.decisions()
    #expect(expected.count == 10)
    #expect(try scenario.changes(by: HorizontalPodAutoscalerPolicy(limits: ReplicaLimits())) == expected)
  }
}
