import Foundation
import Testing

struct CommandSurfaceTests {
  @Test(arguments: [
    "", "demo", "generate", "train", "train forecaster", "train detector", "train policy", "forecast", "detect",
    "simulate", "evaluate", "evaluate scaling", "evaluate detection", "evaluate detectors", "evaluate nab",
    "decide", "explain", "bench", "bench decision", "bench detection", "bench lstm", "bench trees",
  ])
  func `every command has help, and refuses what it does not know on one line`(command: String) throws {
    let bench = try Workbench()
    let words = command.split(separator: " ").map(String.init)
    let help = try bench.run(words + ["--help"], input: Data())
    #expect(help.code == 0 && help.errors.isEmpty)
    #expect(help.output.contains("USAGE: tidegate") && help.output.contains("OPTIONS:"))
    try bench.run(words + ["--no-such-option"], input: Data()).isRefusal(64, "--help")
  }

  @Test func `the version says what it runs on`() throws {
    let bench = try Workbench()
    let info = try bench.run("--version", "--json").object()
    for field in ["version", "commit", "swift", "cpu", "compilerFlags", "openBLASCore", "command"] {
      #expect((info[field] as? String)?.isEmpty == false, "\(field)")
    }
    #expect(info["openBLASThreads"] as? Int == 1)
    #expect(try #require(info["cores"] as? Int) >= 1)
    let plain = try bench.run("--version")
    #expect(plain.output == "tidegate \(try #require(info["version"] as? String))\n")
  }

  @Test func `the demonstration leaves metrics, labels, three models with cards and a page`() throws {
    let bench = try Workbench()
    let result = try bench.run("demo", "--scenario", "steady", "--output", "out", "--json").object()
    let policies = try #require(result["policies"] as? [[String: Any]])
    #expect(policies.map { $0["policy"] as? String } == ["tidegate:balanced", "hpa", "oracle"])
    #expect(try bench.lines("out/metrics.csv").count == 1 + 14 * 1_440)
    #expect(try bench.lines("out/labels.csv") == ["start,end,kind"])
    for model in ["forecaster", "detector", "policy"] {
      #expect(bench.exists("out/models/\(model)/model.safetensors") && bench.exists("out/models/\(model)/CARD.md"))
    }
    #expect(bench.exists("out/report.html"))
    try bench.write("file", "")
    try bench.run("demo", "--output", "file").isRefusal(74, "file")
  }

  @Test func `the benchmark of decisions counts them and what they cost`() throws {
    let bench = try Workbench()
    let result = try bench.run("bench", "decision", "--workloads", "3", "--decisions", "3000", "--json").object()
    let times = try #require(result["decisionMicroseconds"] as? [String: Double])
    #expect(Set(times.keys) == ["p50", "p99", "p999", "max"])
    #expect(try #require(times["p50"]) <= #require(times["p99"]) && #require(times["p999"]) <= #require(times["max"]))
    #expect(try #require(result["decisionsPerSecond"] as? Double) > 0)
    #expect(try #require(result["bytesPerWorkload"] as? Double) > 0)
    #expect(result["workloads"] as? Int == 3 && result["decisions"] as? Int == 3_000)
    #expect(result.keys.contains("allocationsPerDecision"))
    // Null where glibc's malloc trace is not to be had; the steady state allocates nothing.
    #expect((result["allocationsPerDecision"] as? Double ?? 0) < 0.001)
    #expect(
      (result["build"] as? [String: Any])?["command"] as? String
        == "tidegate bench decision --workloads 3 --decisions 3000 --json")
    try bench.run("bench", "decision", "--workloads", "0").isRefusal(64, "--workloads")
    try bench.run("bench", "decision", "--workloads", "10", "--decisions", "9").isRefusal(64, "--decisions")
  }

  @Test func `the benchmark of detection says what a row and a metric cost`() throws {
    let bench = try Workbench()
    let result = try bench.run("bench", "detection", "--metrics", "20", "1", "--rows", "1000", "--json").object()
    let detectors = try #require(result["detectors"] as? [[String: Any]])
    #expect(detectors.map { $0["metrics"] as? Int } == [20, 1])
    for detector in detectors {
      #expect(try #require(detector["rowMicroseconds"] as? Double) > 0)
      #expect(detector.keys.contains("allocationsPerRow"))
      #expect((detector["allocationsPerRow"] as? Double ?? 0) < 0.001)
    }
    // The state of a metric: 16 KiB at most.
    let bytes = try #require(detectors[0]["bytesPerMetric"] as? Double)
    #expect(bytes > 1_000 && bytes < 16_384)
    #expect(result["build"] is [String: Any])
    try bench.run("bench", "detection", "--metrics", "0").isRefusal(64, "--metrics")
    try bench.run("bench", "detection", "--rows", "1").isRefusal(64, "--rows")
  }
}
