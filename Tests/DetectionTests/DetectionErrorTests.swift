import Detection
import Testing

struct DetectionErrorTests {
  @Test func `an error about metrics names both sides and what to do`() {
    let text = DetectionError.otherMetrics(found: ["a", "b"], expected: ["c"]).description
    #expect(text.contains("a, b") && text.contains("trained on c") && text.contains("--column"))
  }
}
