import Foundation
import Testing

struct SimulateCommandTests {
  /// Every field that the contract names for a policy.
  private static let fields: Set = [
    "policy", "unservedPercent", "replicaHours", "replicaHoursStarted", "replicaHoursOverDemand",
    "replicaHoursStartedOverDemand", "thetaU", "thetaO", "tauU", "tauO", "scaleActionsPerDay",
    "p95LatencyMilliseconds", "p99LatencyMilliseconds", "cost",
  ]

  private static func policies(_ outcome: Workbench.Outcome) throws -> [[String: Any]] {
    try #require(try outcome.object()["policies"] as? [[String: Any]])
  }

  private static func number(_ report: [String: Any], _ field: String) throws -> Double {
    try #require(report[field] as? Double, "\(field)")
  }

  @Test(arguments: [(interval: 15.0, ticks: 1.0), (interval: 60.0, ticks: 4.0)])
  func `three fixed replicas on eight rows measure what one computes by hand`(row: (interval: Double, ticks: Double))
    throws
  {
    let bench = try Workbench()
    // In replicas' worth: 3, 2.5, 4, 6, 1, 0, unknown, 3; so demand is 3, 3, 4, 6, 1, 1, 1, 3.
    try bench.write("load.csv", lines: ["load", "30", "25", "40", "60", "10", "0", "NaN", "30"])
    let report = try #require(
      try Self.policies(
        bench.run(
          "simulate", "--trace", "load.csv", "--column", "load", "--interval", "\(row.interval)", "--replica-capacity",
          "10", "--policy", "static:3", "--json")
      ).first)
    #expect(Set(report.keys) == Self.fields)
    #expect(report["policy"] as? String == "static:3")
    let hours: Double = 24.0 * 15 / 3_600 * row.ticks
    let expected: [String: Double] = [
      "unservedPercent": 400.0 / 19.5, "replicaHours": hours, "replicaHoursStarted": hours,
      "replicaHoursOverDemand": 24.0 / 22, "replicaHoursStartedOverDemand": 24.0 / 22,
      // (1/4 + 3/6) / 8 and 3 · 2/1 / 8
      "thetaU": 9.375, "thetaO": 75, "tauU": 25, "tauO": 37.5, "scaleActionsPerDay": 0, "cost": hours,
    ]
    for (field, value) in expected {
      #expect(abs(try Self.number(report, field) - value) < 1e-9, "\(field)")
    }
    #expect(report["p95LatencyMilliseconds"] is NSNull && report["p99LatencyMilliseconds"] is NSNull)
  }

  @Test func `replicas ordered late are starting first, and only rows from the first scored one count`() throws {
    let bench = try Workbench()
    // One replica to begin with; static:4 orders three in tick 0, which are ready 60 s later, in tick 4.
    try bench.write("load.csv", lines: ["load"] + [String](repeating: "10", count: 8))
    func report(from row: Int) throws -> [String: Any] {
      try #require(
        try Self.policies(
          bench.run(
            "simulate", "--trace", "load.csv", "--column", "load", "--interval", "15", "--replica-capacity", "10",
            "--policy", "static:4", "--from-row", "\(row)", "--json")
        ).first)
    }
    let all = try report(from: 0)
    // Four ticks of one, four ticks of four: 20 replica-ticks of 15 s.
    #expect(abs(try Self.number(all, "replicaHours") - 300.0 / 3_600) < 1e-9)
    #expect(abs(try Self.number(all, "replicaHoursStarted") - 480.0 / 3_600) < 1e-9)
    #expect(abs(try Self.number(all, "scaleActionsPerDay") - 720) < 1e-9)
    let late = try report(from: 6)
    #expect(abs(try Self.number(late, "replicaHours") - 120.0 / 3_600) < 1e-9)
    #expect(try Self.number(late, "scaleActionsPerDay") == 0)
  }

  @Test func `every policy runs, under the name that it was given`() throws {
    let bench = try Workbench()
    try bench.generate(days: 0.4)
    let names = [
      "tidegate", "tidegate:save", "tidegate:balanced", "tidegate:protect", "hpa", "hpa:50", "keda", "knative", "aws",
      "schedule", "static:5", "oracle",
    ]
    let reports = try Self.policies(
      bench.run(
        "simulate", "--trace", "web.csv", "--column", "requestsPerSecond", "--policy", names.joined(separator: ","),
        "--json"))
    #expect(reports.map { $0["policy"] as? String } == ["tidegate:balanced"] + names.dropFirst())
    let oracle = try Self.number(reports[11], "unservedPercent")
    #expect(oracle < 0.01, "the oracle knows the load")
  }

  @Test func `a scenario has latencies, and the same seed the same bytes at one thread and at two`() throws {
    let bench = try Workbench()
    func run(_ threads: String, seed: String) throws -> Workbench.Outcome {
      try bench.run(
        "simulate", "--scenario", "flash-crowd", "--days", "1", "--from-row", "720", "--seed", seed, "--threads",
        threads,
        "--policy", "tidegate,hpa", "--json")
    }
    let first = try run("1", seed: "5")
    for report in try Self.policies(first) {
      #expect(Set(report.keys) == Self.fields)
      #expect(try Self.number(report, "p95LatencyMilliseconds") <= Self.number(report, "p99LatencyMilliseconds"))
    }
    #expect(try run("2", seed: "5").output == first.output)
    #expect(try run("2", seed: "6").output != first.output)
  }

  @Test func `the report is one page, and the JSON stays alone`() throws {
    let bench = try Workbench()
    let outcome = try bench.run(
      "simulate", "--scenario", "steady", "--days", "0.1", "--policy", "hpa", "--report", "out/deep", "--json")
    _ = try outcome.object()
    #expect(String(decoding: try bench.data("out/deep/report.html"), as: UTF8.self).hasSuffix("</html>\n"))
  }

  @Test func `a request that cannot be met is refused`() throws {
    let bench = try Workbench()
    try bench.write("load.csv", lines: ["load", "1", "2", "3"])
    let trace = ["simulate", "--trace", "load.csv", "--column", "load", "--interval", "60"]
    for (arguments, word) in [
      (["--policy", "hpa,magic"], "'magic'"), (["--policy", "hpa,,oracle"], "''"), (["--policy", ""], "''"),
      (["--policy", "static:0"], "static:N"), (["--from-row", "3"], "3 rows"), (["--from-row=-1"], "--from-row"),
      (["--from-row", "9223372036854775807"], "--from-row"), (["--startup", "inf"], "--startup"),
      (["--min-replicas", "0"], "--min-replicas"), (["--min-replicas", "9", "--max-replicas", "8"], "--max-replicas"),
      (["--metric-lag", "1e9"], "--metric-lag"), (["--replica-capacity", "0"], "--replica-capacity"),
      (["--replica-capacity", "1e-300"], "--replica-capacity"), (["--replica-capacity", "nan"], "--replica-capacity"),
      (["--replica-hour-price", "nan"], "--replica-hour-price"), (["--threads", "0"], "--threads"),
      (["--interval", "1e300"], "--interval"), (["--interval", "0"], "--interval"),
      (["--scenario", "steady"], "one of --trace"),
    ] {
      try bench.run(trace + arguments, input: Data()).isRefusal(64, word)
    }
    try bench.run("simulate", "--trace", "load.csv", "--column", "load").isRefusal(64, "--interval")
    try bench.run("simulate", "--trace", "load.csv", "--interval", "60").isRefusal(64, "--column")
    try bench.run("simulate").isRefusal(64, "--trace", "--scenario")
    for days in ["nan", "1e9", "0"] {
      try bench.run("simulate", "--scenario", "steady", "--days", days).isRefusal(64, "--days")
    }
    try bench.run("simulate", "--scenario", "steady", "--from-row", "9223372036854775807").isRefusal(64, "--from-row")
    try bench.run("simulate", "--scenario", "nowhere").isRefusal(66, "web-shop")
    try bench.run(trace + ["--models", "nowhere"], input: Data()).isRefusal(66, "nowhere")
    try bench.write("world.json", "{\"requestsPerSecond\": 5}")
    try bench.run("simulate", "--scenario", "world.json").isRefusal(78, "'name'")
  }
}
