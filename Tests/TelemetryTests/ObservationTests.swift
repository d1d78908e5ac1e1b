import Foundation
import Testing

import Telemetry

struct ObservationTests {
  @Test func `the line of the contract decodes, and unknown fields are ignored`() throws {
    let line = """
      {"timestamp": 1200.0, "workload": "web", "requestsPerSecond": 812.5, "cpuPercent": 61.0, "memoryPercent": 40.2,
      "latencyP95Milliseconds": 84.0, "errorPercent": 0.0, "readyReplicas": 8, "startingReplicas": 1}
      """
    let observation = try JSONDecoder().decode(Observation.self, from: Data(line.utf8))
    #expect(
      observation
        == Observation(
          timestamp: 1200, requestsPerSecond: 812.5, cpuPercent: 61, memoryPercent: 40.2, latencyP95Milliseconds: 84,
          errorPercent: 0, readyReplicas: 8, startingReplicas: 1))
  }

  @Test func `absent metrics are missing, not zero, and stay absent`() throws {
    let observation = try JSONDecoder().decode(Observation.self, from: Data(#"{"timestamp": 5}"#.utf8))
    #expect(Metric.allCases.allSatisfy { $0.value(in: observation) == nil })
    #expect(String(decoding: try JSONEncoder().encode(observation), as: UTF8.self) == #"{"timestamp":5}"#)
  }

  @Test func `each metric reads its own value`() {
    let observation = Observation(
      timestamp: 0, requestsPerSecond: 1, cpuPercent: 2, memoryPercent: 3, latencyP95Milliseconds: 4, errorPercent: 5)
    #expect(Metric.allCases.map { $0.value(in: observation) } == [1, 2, 3, 4, 5])
    #expect(Metric.latencyP95Milliseconds.unit == "ms")
  }
}
