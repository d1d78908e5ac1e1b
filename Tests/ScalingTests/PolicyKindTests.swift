import Scaling
import Testing

struct PolicyKindTests {
  @Test func `every kind is found again by its description`() {
    for kind in PolicyKind.examples + [.hpa(targetPercent: 50), .fixed(120), .quantile(level: 0.5), .rungs(.protect)] {
      #expect(PolicyKind("\(kind)") == kind)
    }
  }

  @Test func `short names mean the defaults`() {
    #expect(PolicyKind("tidegate") == .tidegate(.balanced))
    #expect(PolicyKind("tidegate:save") == .tidegate(.save))
    #expect(PolicyKind("hpa") == .hpa(targetPercent: 70))
    #expect(PolicyKind("hpa:90") == .hpa(targetPercent: 90))
    #expect(PolicyKind("static:7") == .fixed(7))
    #expect("\(PolicyKind.hpa(targetPercent: 70))" == "hpa")
  }

  @Test(arguments: [
    "", ":", "hp", "HPA", "hpa:", "hpa:0", "hpa:101", "hpa:seventy", "hpa:50:60", "tidegate:", "tidegate:greedy",
    "keda:1", "rungs", "rungs:", "rungs:greedy", "quantile", "quantile:", "quantile:0.4", "quantile:1", "quantile:nan",
    "knative:", "aws:3", "schedule:x", "static", "static:", "static:0", "static:-1", "static:1.5", "oracle", " hpa",
  ])
  func `nonsense is no policy`(name: String) {
    #expect(PolicyKind(name) == nil)
  }
}
