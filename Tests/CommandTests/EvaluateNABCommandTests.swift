import Foundation
import Testing

struct EvaluateNABCommandTests {
  private static func folder() throws -> URL {
    try #require(Bundle.module.url(forResource: "Fixtures/nab", withExtension: nil))
  }

  /// What each series of the folder is worth when its spikes and no other rows are detected, by profile.
  private static func expected() throws -> [String: [String: Double]] {
    let bytes = try Data(contentsOf: try folder().appendingPathComponent("expected.json"))
    return try JSONDecoder().decode([String: [String: Double]].self, from: bytes)
  }

  @Test(arguments: ["standard", "reward_low_FP_rate", "reward_low_FN_rate"])
  func `series score what detecting their spikes is worth`(profile: String) throws {
    let bench = try Workbench()
    let outcome = try bench.run(
      "evaluate", "nab", "--data", Self.folder().path, "--model", "range", "--threshold", "1", "--profile", profile,
      "--output", "out", "--json")
    #expect(outcome.errors.contains("4 of the 5 series"))
    let result = try outcome.object()
    let expected = try Self.expected()
    let files = try #require(result["files"] as? [[String: Any]])
    #expect(files.map { $0["file"] as? String } == expected.keys.sorted())
    for file in files {
      let name = try #require(file["file"] as? String)
      let (found, known) = (try #require(file["score"] as? Double), try #require(expected[name]?[profile]))
      #expect(abs(found - known) < 1e-9, "\(name): \(found), not \(known)")
    }
    #expect(result["windows"] as? Int == 4 && result["windowsHit"] as? Int == 3 && result["falseAlarms"] as? Int == 2)
    #expect(result["series"] as? Int == 4 && result["threshold"] as? Double == 1)
    let raw = expected.values.reduce(0) { $0 + ($1[profile] ?? 0) }
    let miss = profile == "reward_low_FN_rate" ? 2.0 : 1
    let normalized = 100 * (raw + 4 * miss) / (4 + 4 * miss)
    #expect(abs(try #require(result["score"] as? Double) - normalized) < 1e-9)
    #expect(result["atOwnThreshold"] as? Double == result["score"] as? Double)
    if profile == "standard" { #expect(result["standard"] as? Double == result["score"] as? Double) }
    let lines = try bench.lines("out/made/two-windows.csv")
    #expect(lines[0] == "row,score,threshold,anomaly,top" && lines.count == 501)
    let alarms = lines.dropFirst().enumerated().filter { $0.element.split(separator: ",")[3] == "1" }.map(\.offset)
    #expect(alarms == [200, 310, 420])
    #expect(bench.exists("out/nab.md"))
  }

  @Test func `without a threshold the best one is found, and beside it stand nothing and luck`() throws {
    let bench = try Workbench()
    func run(_ model: String, _ more: String...) throws -> [String: Any] {
      try bench.run(
        ["evaluate", "nab", "--data", Self.folder().path, "--model", model, "--json"] + more, input: Data()
      ).object()
    }
    func standard(_ result: [String: Any]) throws -> Double { try #require(result["standard"] as? Double) }
    let best = try standard(run("range"))
    #expect(
      try best >= standard(run("range", "--threshold", "1")) && best > standard(run("range", "--threshold", "0.001")))
    let null = try run("null")
    #expect(try standard(null) == 0 && null["windowsHit"] as? Int == 0)
    #expect(try standard(run("random", "--threshold", "0")) < 0)
    #expect(try standard(run("random", "--seed", "4")) == standard(run("random", "--seed", "4")))
    let text = try bench.run("evaluate", "nab", "--data", Self.folder().path, "--model", "range").output
    #expect(text.contains("| made/two-windows.csv |") && text.contains("chosen with the labels known"))
  }

  @Test func `folders and settings that cannot be are refused`() throws {
    let bench = try Workbench()
    try bench.run("evaluate", "nab", "--data", "nowhere").isRefusal(66, "combined_windows.json")
    try FileManager.default.createDirectory(at: bench.path("d/labels"), withIntermediateDirectories: true)
    try FileManager.default.createDirectory(at: bench.path("d/data"), withIntermediateDirectories: true)
    func labels(_ text: String) throws -> Workbench.Outcome {
      try bench.write("d/labels/combined_windows.json", text)
      return try bench.run("evaluate", "nab", "--data", "d")
    }
    try labels("[]").isRefusal(65, "combined_windows.json")
    try labels(#"{"a.csv": []}"#).isRefusal(66, "d/data")
    try bench.write("d/data/a.csv", "timestamp,value\n2026-01-05 00:00:00,1\n2026-01-05 00:05:00,2\n")
    try labels(#"{"a.csv": [["2026-01-05 00:00:00", "2026-01-05 00:06:00"]]}"#).isRefusal(65, "00:06:00", "a.csv")
    try labels(#"{"a.csv": [["soon", "later"]]}"#).isRefusal(65, "soon")
    try labels(
      #"{"a.csv": [["2026-01-05 00:00:00", "2026-01-05 00:05:00"], ["2026-01-05 00:05:00", "2026-01-05 00:05:00"]]}"#
    )
    .isRefusal(65, "each window after the one before")
    #expect(try labels(#"{"a.csv": []}"#).code == 0)
    try bench.write("d/data/a.csv", "timestamp,value\n2026-01-05 00:00:00,much\n")
    try labels(#"{"a.csv": []}"#).isRefusal(65, "a.csv:2:")
    try bench.run("evaluate", "nab", "--data", "d", "--model", "lucky").isRefusal(64, "--model", "forest")
    try bench.run("evaluate", "nab", "--data", "d", "--model", "lstm").isRefusal(64, "lstm", "needs training")
    try bench.run("evaluate", "nab", "--data", "d", "--profile", "mine").isRefusal(64, "--profile")
    try bench.run("evaluate", "nab", "--data", "d", "--threshold", "nan").isRefusal(64, "--threshold")
  }
}
