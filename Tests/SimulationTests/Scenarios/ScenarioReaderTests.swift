import Simulation
import Testing

struct ScenarioReaderTests {
  private static let sound = """
    name: pair
    hours: 2
    sites:
      - {name: here, provider: gcp, zones: 2}
    services:
      - name: front
        minimum: 2
        maximum: 20
        calls:
          - {service: back, retries: 1}
      - name: back
        policy: hpa:50
    traffic:
      - service: front
        requestsPerSecond: 120
        patterns:
          - diurnal: {amplitude: 0.2, peakHour: 9}
    faults:
      - {kind: latency, target: back, startMinutes: 30, minutes: 10}
    """

  @Test func `a file says what it says, and the rest has defaults`() throws {
    let scenario = try PlatformScenario(yaml: Self.sound, file: "pair.yaml")
    #expect(scenario.name == "pair" && scenario.hours == 2 && scenario.ticks == 480)
    #expect(scenario.sites[0].provider == .gcp && scenario.sites[0].zones == 2)
    #expect(
      scenario.services[0].calls == [
        {
          var call = CallSpecification(service: "back")
          call.retries = 1
          return call
        }()
      ])
    #expect(scenario.services[1].policy == .hpa(targetPercent: 50))
    #expect(scenario.services[1].serviceMilliseconds == ServiceSpecification(name: "x").serviceMilliseconds)
    #expect(scenario.traffic[0].patterns == [.diurnal(amplitude: 0.2, peakHour: 9)])
    #expect(scenario.faults[0].severity == PlatformFault.Kind.latency.severity)
  }

  @Test func `every shipped platform can be read, runs, and says in a sentence what it is`() throws {
    #expect(PlatformScenario.shippedNames.count >= 12)
    for name in PlatformScenario.shippedNames {
      let scenario = try #require(try PlatformScenario.shipped(name))
      #expect(scenario.name == name && scenario.summary.count > 20)
      _ = try PlatformSimulation(scenario, seed: 1)
    }
    #expect(try PlatformScenario.shipped("nowhere") == nil)
  }

  /// A sound line, what becomes of it, and what the refusal must say: line, column and words.
  private static let broken: [(String, String, Int, Int, [String])] = [
    ("    maximum: 20", "    maximun: 20", 8, 5, ["services[0].maximun", "not known", "maximum"]),
    ("    minimum: 2", "    minimum: 0", 7, 14, ["services[0].minimum", "is 0", "1 to"]),
    ("    minimum: 2", "    minimum: 2.5", 7, 14, ["whole number"]),
    ("    minimum: 2", "    minimum: many", 7, 14, ["'many'", "number"]),
    ("    minimum: 2", "    minimum: 30", 7, 14, ["above the maximum of 20"]),
    (
      "    requestsPerSecond: 120", "    requestsPerSecond: -1", 15, 24, ["traffic[0].requestsPerSecond", "-1", "0 to"]
    ),
    ("    requestsPerSecond: 120", "    requestsPerSecond: .nan", 15, 24, ["traffic[0].requestsPerSecond"]),
    (
      "  - {service: back, retries: 1}", "  - {service: bakc, retries: 1}", 10, 19,
      ["calls[0].service", "'bakc'", "front, back"]
    ),
    (
      "  - {service: back, retries: 1}", "  - {service: front, retries: 1}", 10, 7,
      ["services[0].calls", "circle", "front"]
    ),
    (
      "  - {name: here, provider: gcp, zones: 2}", "  - {name: here, provider: ibm, zones: 2}", 4, 28,
      ["'ibm'", "aws, azure, gcp"]
    ),
    ("    policy: hpa:50", "    policy: magic", 12, 13, ["services[1].policy", "'magic'"]),
    (
      "      - diurnal: {amplitude: 0.2, peakHour: 9}", "      - tidal: {amplitude: 0.2}", 17, 9,
      ["'tidal'", "diurnal"]
    ),
    (
      "      - diurnal: {amplitude: 0.2, peakHour: 9}", "      - diurnal: {height: 0.2}", 17, 18,
      ["height", "amplitude"]
    ),
    (
      "      - diurnal: {amplitude: 0.2, peakHour: 9}", "      - diurnal: {amplitude: 7}", 17, 30,
      ["diurnal.amplitude", "7"]
    ),
    ("{kind: latency, target: back,", "{kind: boredom, target: back,", 19, 12, ["'boredom'", "cpu-hog"]),
    ("{kind: latency, target: back,", "{kind: latency, target: nobody,", 19, 29, ["faults[0].target", "'nobody'"]),
    ("hours: 2", "hours: 1e9", 2, 8, ["hours", "8784"]),
    ("name: pair", "summary: pair", 1, 1, ["name", "missing"]),
    ("  - name: back", "  - name: front", 11, 11, ["services[1].name", "second time"]),
    ("traffic:", "traffic: [", 14, 3, []),
  ]

  @Test(arguments: broken.indices)
  func `a refusal names file, line, column and field`(_ index: Int) throws {
    let (line, change, row, column, words) = Self.broken[index]
    let text = Self.sound.split(separator: "\n", omittingEmptySubsequences: false).map { found in
      String(found).replacing(line, with: change)
    }.joined(separator: "\n")
    #expect(text != Self.sound)
    do {
      _ = try PlatformScenario(yaml: text, file: "pair.yaml")
      Issue.record("\(change) was read")
    } catch SimulationError.place(let file, let foundRow, let foundColumn, _, _) {
      #expect(file == "pair.yaml")
      if !words.isEmpty { #expect((foundRow, foundColumn) == (row, column), "\(change): \(foundRow), \(foundColumn)") }
    } catch {
      if !words.isEmpty { Issue.record("\(error)") }
    }
    do { _ = try PlatformScenario(yaml: text, file: "pair.yaml") } catch {
      for word in words { #expect("\(error)".contains(word), "\(error)") }
    }
  }

  @Test func `a scenario made in code is held to the same`() {
    func complaint(_ change: (inout PlatformScenario) -> Void) -> String {
      do {
        _ = try PlatformSimulation(TestPlatform.scenario(change), seed: 1)
        return ""
      } catch { return "\(error)" }
    }
    #expect(complaint { $0.services[0].minimum = 0 }.contains("services[0].minimum"))
    #expect(complaint { $0.services[1].calls = [CallSpecification(service: "front")] }.contains("circle"))
    #expect(complaint { $0.traffic[0].requestsPerSecond = -1 }.contains("traffic[0].requestsPerSecond"))
    #expect(complaint { $0.sites = [] }.contains("sites"))
    #expect(complaint { $0.services[0].limitMegabytes = 100 }.contains("limitMegabytes"))
    #expect(complaint { $0.monitoring.gaps = .nan }.contains("monitoring.gaps"))
  }
}
