import Foundation
import Simulation
import Testing

struct ElasticityMeterTests {
  @Test func `latencies are quantiles over requests, not over ticks`() {
    var meter = ElasticityMeter(tickSeconds: 15)
    // 94, 4 and 2 % of the requests in ticks of rising latency.
    for (load, latency) in [(94.0, 10.0), (4, 20), (2, 30)] {
      meter.record(load: load, ready: 100, starting: 0, changed: false, latency: (latency, 10 * latency))
    }
    let report = meter.report(policy: "x")
    #expect(report.p95LatencyMilliseconds == 20)
    #expect(report.p99LatencyMilliseconds == 300)
  }

  @Test func `nothing measured is nothing but zeros`() throws {
    let report = ElasticityMeter(tickSeconds: 15).report(policy: "x")
    #expect(report.unservedPercent == 0 && report.replicaHoursOverDemand == 0 && report.scaleActionsPerDay == 0)
  }

  @Test func `the report is written with every field of the contract and null for no latency`() throws {
    var meter = ElasticityMeter(tickSeconds: 15)
    meter.record(load: 2, ready: 1, starting: 1, changed: true, latency: nil)
    let data = try JSONEncoder().encode(meter.report(policy: "hpa"))
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(
      Set(object.keys) == [
        "policy", "unservedPercent", "replicaHours", "replicaHoursStarted", "replicaHoursOverDemand",
        "replicaHoursStartedOverDemand", "thetaU", "thetaO", "tauU", "tauO", "scaleActionsPerDay",
        "p95LatencyMilliseconds", "p99LatencyMilliseconds", "cost",
      ])
    #expect(object["p95LatencyMilliseconds"] is NSNull)
    #expect(object["unservedPercent"] as? Double == 50)
  }
}
