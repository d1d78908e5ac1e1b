import Foundation
import Testing

struct EvaluateScalingCommandTests {
  /// A folder of three series: one with a gap, one of half an hour, one of a day and a half.
  private static func workbench() throws -> Workbench {
    let bench = try Workbench()
    try FileManager.default.createDirectory(at: bench.path("data/load"), withIntermediateDirectories: true)
    try bench.generate("data/load/long.csv", days: 1.5)
    try bench.change("data/load/long.csv", to: "data/load/gap.csv", column: 1) { row in
      (1_500..<1_530).contains(row) ? "" : nil
    }
    try bench.write("data/load/short.csv", lines: ["load"] + (0..<1_800).map { "\($0 % 600)" })
    try bench.write(
      "data/load/manifest.json",
      """
      [{"name": "gap", "file": "gap.csv", "column": "requestsPerSecond", "intervalSeconds": 60},
       {"name": "short", "file": "short.csv", "column": "load", "intervalSeconds": 1},
       {"name": "long", "file": "long.csv", "column": "requestsPerSecond", "intervalSeconds": 60}]
      """)
    return bench
  }

  private static func trials(_ outcome: Workbench.Outcome) throws -> [[String: Any]] {
    try #require(try outcome.object()["trials"] as? [[String: Any]])
  }

  @Test func `the figures of every policy are those of simulate, at one thread and at two`() throws {
    let bench = try Self.workbench()
    let policies = "hpa,knative,schedule,quantile:0.96,rungs:save,tidegate:balanced,tidegate:protect,oracle"
    func run(_ threads: String) throws -> [[String: Any]] {
      try Self.trials(
        bench.run(
          "evaluate", "scaling", "--data", "data", "--series", "gap,short", "--startup", "300,60", "--policy", policies,
          "--threads", threads, "--json"))
    }
    let trials = try run("2")
    #expect(trials.map { $0["series"] as? String } == ["gap", "short", "gap", "short"])
    #expect(trials.map { $0["startupSeconds"] as? Double } == [300, 300, 60, 60])
    #expect(try run("1") as NSArray == trials as NSArray)
    for (trial, file) in [
      (trials[0], ("gap.csv", "requestsPerSecond", "60", 720)), (trials[3], ("short.csv", "load", "1", 600)),
    ] {
      let simulated = try bench.run(
        "simulate", "--trace", "data/load/\(file.0)", "--column", file.1, "--interval", file.2, "--from-row",
        "\(file.3)", "--startup", "\(try #require(trial["startupSeconds"] as? Double))", "--policy", policies, "--json"
      ).object()
      #expect(trial["policies"] as? NSArray == simulated["policies"] as? NSArray)
    }
  }

  @Test func `the tables are printed, and written where they are wanted`() throws {
    let bench = try Self.workbench()
    let arguments = [
      "evaluate", "scaling", "--data", "data", "--series", "short", "--startup", "60", "--policy",
      "hpa,tidegate:save,aws",
      "--output", "out/deep",
    ]
    let outcome = try bench.run(arguments, input: Data())
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(String(decoding: try bench.data("out/deep/scaling.md"), as: UTF8.self) == outcome.output)
    #expect(outcome.output.contains("| series | hpa | tidegate:save | aws |"))
    // With less than half a day the HPA acts.
    #expect(outcome.output.contains("| tidegate:save | 60 s | 1 | 0, 0 | 1 (100 %), 1 (100 %) | 1.000 |"))
  }

  @Test func `what is missing or makes no sense is refused in a sentence`() throws {
    let bench = try Workbench()
    try FileManager.default.createDirectory(at: bench.path("data/load"), withIntermediateDirectories: true)
    try bench.run("evaluate", "scaling", "--data", "data").isRefusal(66, "data/load/manifest.json", "give the folder")
    try bench.write("data/load/manifest.json", "[{\"name\": \"a\"}]")
    try bench.run("evaluate", "scaling", "--data", "data").isRefusal(65, "file, column and intervalSeconds")
    try bench.write(
      "data/load/manifest.json",
      "[{\"name\": \"a\", \"file\": \"a.csv\", \"column\": \"load\", \"intervalSeconds\": 60}]")
    try bench.run("evaluate", "scaling", "--data", "data").isRefusal(66, "a.csv")
    for (option, value, word) in [
      ("--series", "b", "'b'"), ("--policy", "tidegate", "without hpa"), ("--policy", "hpa,magic", "'magic'"),
      ("--policy", "hpa,aws,aws", "twice"), ("--startup", "60,", "--startup"), ("--startup", "60,60", "--startup"),
      ("--startup", "-1", "--startup"), ("--threads", "0", "--threads"),
    ] {
      try bench.run("evaluate", "scaling", "--data", "data", "\(option)=\(value)").isRefusal(64, word)
    }
    try bench.run("evaluate", "scaling").isRefusal(64, "--data")
  }
}
