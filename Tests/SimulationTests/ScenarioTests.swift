import Foundation
import Simulation
import Testing

struct ScenarioTests {
  @Test func `every shipped scenario makes sense and is found in JSON again`() throws {
    #expect(Set(Scenario.shipped.map(\.name)).count == Scenario.shipped.count)
    for scenario in Scenario.shipped {
      #expect(try scenario.validated() == scenario)
      #expect(try JSONDecoder().decode(Scenario.self, from: JSONEncoder().encode(scenario)) == scenario)
    }
  }

  @Test func `fields that are left out have their defaults`() throws {
    let scenario = try JSONDecoder().decode(Scenario.self, from: Data(#"{"name": "mine", "concurrency": 2}"#.utf8))
    var expected = Scenario(name: "mine")
    expected.concurrency = 2
    #expect(scenario == expected)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Scenario.self, from: Data("{}".utf8)) }
  }

  @Test func `patterns are read by their names`() throws {
    let text = #"{"name": "x", "patterns": [{"bursts": {"perDay": 2, "factor": 3, "seconds": 60}}]}"#
    let scenario = try JSONDecoder().decode(Scenario.self, from: Data(text.utf8))
    #expect(scenario.patterns == [.bursts(perDay: 2, factor: 3, seconds: 60)])
  }

  private static func broken(_ change: (inout Scenario) -> Void) -> Scenario {
    var scenario = Scenario(name: "broken")
    change(&scenario)
    return scenario
  }

  @Test(arguments: [
    ("requestsPerSecond", broken { $0.requestsPerSecond = 0 }), ("replicaCapacity", broken { $0.replicaCapacity = -1 }),
    ("faultsPerDay", broken { $0.faultsPerDay = 100 }),
    ("serviceMilliseconds", broken { $0.serviceMilliseconds = .nan }),
    ("concurrency", broken { $0.concurrency = 0 }),
    ("diurnal.amplitude", broken { $0.patterns = [.diurnal(amplitude: 1.5, peakHour: 3)] }),
    ("ramp.factorPerWeek", broken { $0.patterns = [.ramp(factorPerWeek: 0)] }),
    (
      "flashCrowd.riseSeconds",
      broken { $0.patterns = [.flashCrowd(hour: 1, factor: 2, riseSeconds: 0, decaySeconds: 9)] }
    ),
  ])
  func `a field out of range is refused by name`(field: String, scenario: Scenario) {
    let error = #expect(throws: SimulationError.self) { try scenario.validated() }
    #expect(error?.description.contains(field) == true)
    #expect(throws: SimulationError.self) { try ScenarioWorld(scenario, days: 1, seed: 0) }
  }
}
