import Foundation
import Testing

/// The commands that play platforms.
struct PlatformCommandTests {
  private static let fields: Set = [
    "policy", "unservedPercent", "replicaHours", "replicaHoursStarted", "replicaHoursOverDemand",
    "replicaHoursStartedOverDemand", "thetaU", "thetaO", "tauU", "tauO", "scaleActionsPerDay",
    "p95LatencyMilliseconds", "p99LatencyMilliseconds", "cost",
  ]

  @Test func `the list names services and platforms, each on a line`() throws {
    let bench = try Workbench()
    let lines = try bench.run("simulate", "--list").output.split(separator: "\n")
    #expect(lines.count >= 16)
    for name in ["web-shop ", "steady ", "calm-shop ", "cloud-failover "] {
      #expect(lines.contains { $0.hasPrefix(name) }, "\(name)")
    }
  }

  @Test func `a platform's JSON has the fields of the contract, and its services and faults`() throws {
    let bench = try Workbench()
    let arguments = ["simulate", "--scenario", "retry-storm", "--policy", "scenario,hpa", "--seed", "3", "--json"]
    let outcome = try bench.run(arguments, input: Data())
    let object = try outcome.object()
    #expect(object["trace"] as? String == "retry-storm")
    let policies = try #require(object["policies"] as? [[String: Any]])
    #expect(policies.map { $0["policy"] as? String } == ["scenario", "hpa"])
    for report in policies {
      #expect(Self.fields.isSubset(of: report.keys))
      #expect((report["services"] as? [[String: Any]])?.count == 5)
      #expect((report["faults"] as? [[String: Any]])?.count == 2)
      let p95 = try #require(report["p95LatencyMilliseconds"] as? Double)
      #expect(p95 <= (report["p99LatencyMilliseconds"] as? Double ?? 0))
    }
    #expect(try bench.run(arguments, input: Data()).output == outcome.output)
  }

  @Test func `the page of a platform has its faults and events`() throws {
    let bench = try Workbench()
    let outcome = try bench.run(
      "simulate", "--scenario", "cloud-failover", "--policy", "hpa", "--report", "out", "--json")
    _ = try outcome.object()
    let page = String(decoding: try bench.data("out/report.html"), as: UTF8.self)
    for text in ["cloud-outage", "traffic-moved", "Ready replicas of the services", "Cost", "Users: p95", "recovery"] {
      #expect(page.contains(text), "\(text)")
    }
  }

  @Test func `a file of one's own is played, and a broken one refused with its place`() throws {
    let bench = try Workbench()
    let lines = [
      "name: mine", "hours: 0.5", "sites: [{name: here, provider: azure}]", "services:", "  - {name: web, minimum: 2}",
      "traffic:", "  - {service: web, requestsPerSecond: 90}",
    ]
    try bench.write("mine.yaml", lines: lines)
    let outcome = try bench.run("simulate", "--scenario", "mine.yaml", "--policy", "static:3", "--json")
    #expect(try outcome.object()["trace"] as? String == "mine")
    try bench.write("broken.yaml", lines: lines.map { $0.replacing("minimum: 2", with: "minimum: 0") })
    try bench.run("simulate", "--scenario", "broken.yaml").isRefusal(
      78, "broken.yaml", "line 5", "column 25", "services[0].minimum")
    try bench.run("simulate", "--scenario", "nowhere.yaml").isRefusal(66, "nowhere.yaml")
    try bench.run("simulate", "--scenario", "mine.yaml", "--policy", "oracle").isRefusal(64, "oracle")
    try bench.run("simulate", "--scenario", "mine.yaml", "--from-row", "30").isRefusal(64, "--from-row")
  }

  @Test func `a platform's metrics are written with labels`() throws {
    let bench = try Workbench()
    let outcome = try bench.run(
      "generate", "--scenario", "slow-queries", "--days", "0.5", "--output", "metrics.csv", "--labels", "labels.csv")
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(try bench.lines("metrics.csv")[0].contains("checkout.latencyP95Milliseconds"))
    #expect(try bench.lines("metrics.csv").count == 721)
    #expect(try bench.lines("labels.csv") == ["start,end,kind", "480,539,slow-queries@shop"])
  }

  @Test func `the bench says seconds, memory and ticks per second`() throws {
    let bench = try Workbench()
    let object = try bench.run("bench", "simulation", "--services", "5", "--hours", "2", "--json").object()
    #expect(object["ticks"] as? Int == 480)
    for field in ["seconds", "peakMemoryMegabytes", "ticksPerSecond", "stepMicroseconds"] {
      #expect((object[field] as? Double ?? 0) > 0, "\(field)")
    }
    #expect((object["meanReplicas"] as? Double ?? 0) > 20)
    try bench.run("bench", "simulation", "--services", "0").isRefusal(64, "--services")
  }

  @Test func `the fault ladder finds strong faults, and says what it is worth`() throws {
    let bench = try Workbench()
    let object = try bench.run("evaluate", "faults", "--quick", "--json").object()
    let rungs = try #require(object["rungs"] as? [[String: Any]])
    #expect(rungs.count == 15)
    #expect((object["recall"] as? Double ?? 0) >= 0.5, "\(object)")
    #expect((object["controlFalseAlarmsPerServiceDay"] as? Double ?? 99) < 3)
    let silent = try bench.run("evaluate", "faults", "--quick", "--model", "null", "--json").object()
    #expect((silent["recall"] as? Double ?? 1) <= 1.0 / 15, "only what is missing needs no detector")
    try bench.run("evaluate", "faults", "--model", "magic").isRefusal(64, "magic")
  }
}
