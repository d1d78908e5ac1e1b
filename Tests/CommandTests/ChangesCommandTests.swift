import Foundation
import Testing

struct ChangesCommandTests {
  @Test func `a fleet: the broken node and its broken series come first`() throws {
    let bench = try Workbench()
    for (node, seed) in [("web-1", 1), ("web-2", 2), ("web-3", 3)] {
      try FileManager.default.createDirectory(at: bench.path("fleet"), withIntermediateDirectories: true)
      try bench.generate("\(node).csv", days: 1, seed: seed)
      try bench.change("\(node).csv", to: "fleet/\(node).csv", column: 3) {
        node == "web-2" && (1_200..<1_260).contains($0) ? "\(95 + $0 % 3)" : nil
      }
    }
    func changes(_ arguments: String...) throws -> [String: Any] {
      try bench.run(
        ["changes", "--input", "fleet", "--json"] + arguments, input: Data()
      ).object()
    }
    let result = try changes("--from", "1200", "--to", "1259")
    let nodes = try #require(result["nodes"] as? [[String: Any]])
    #expect(nodes.count == 3 && nodes[0]["node"] as? String == "web-2")
    #expect(nodes[0]["firstRow"] as? Int == 1_200 && nodes[0]["lastRow"] as? Int == 1_259)
    let series = try #require(result["series"] as? [[String: Any]])
    #expect(series.count == 15 && result["seriesCount"] as? Int == 15)
    #expect(series[0]["node"] as? String == "web-2" && series[0]["metric"] as? String == "memoryPercent")
    #expect(try #require(series[0]["strength"] as? Double) > 2)
    let text = try bench.run("changes", "--input", "fleet/web-2.csv", "--from", "1200", "--to", "1259", "--top", "1")
    #expect(text.code == 0 && text.output.contains("memoryPercent") && !text.output.contains("cpuPercent"))
    #expect(try changes()["seriesCount"] as? Int == 15)
  }

  @Test func `windows can be given as times, and a wrong one is refused`() throws {
    let bench = try Workbench()
    let day = (0..<400).map {
      "2026-01-05T\($0 / 60 < 10 ? "0" : "")\($0 / 60):\($0 % 60 < 10 ? "0" : "")\($0 % 60):00Z"
    }
    try bench.write("t.csv", lines: ["timestamp,a"] + day.enumerated().map { "\($1),\($0 % 7)" })
    func run(_ arguments: String...) throws -> Workbench.Outcome {
      try bench.run(["changes", "--input", "t.csv", "--json"] + arguments, input: Data())
    }
    let window = try run("--from", "2026-01-05T05:00:00Z", "--to", "2026-01-05T05:29:30Z").object()
    let node = try #require((window["nodes"] as? [[String: Any]])?.first)
    #expect(node["firstRow"] as? Int == 300 && node["lastRow"] as? Int == 329)
    let last = try #require((try run().object()["nodes"] as? [[String: Any]])?.first)
    #expect(last["firstRow"] as? Int == 340 && last["lastRow"] as? Int == 399)
    try run("--from", "soon").isRefusal(64, "--from", "soon")
    try run("--from", "-3").isRefusal(64, "--from")
    try run("--top", "0").isRefusal(64, "--top")
    try run("--from", "20", "--to", "10").isRefusal(64, "after")
    try run("--from", "400").isRefusal(65, "no rows in the window")
    try run("--from", "2027-01-05T05:00:00Z").isRefusal(65, "no rows in the window")
    try bench.run("changes", "--input", "nowhere").isRefusal(66, "nowhere")
    try bench.write("u.csv", lines: ["a"] + (0..<400).map { "\($0 % 7)" })
    try bench.run("changes", "--input", "u.csv", "--from", "2026-01-05T05:00:00Z").isRefusal(64, "rows")
  }

  @Test func `the ranking is scored against what experts named`() throws {
    let bench = try Workbench()
    try FileManager.default.createDirectory(at: bench.path("d/SMD"), withIntermediateDirectories: true)
    func table(_ name: String, broken: Bool) throws {
      let lines = (0..<1_500).map { row in
        (0..<4).map { metric in
          "\((row * 37 + metric * 11) % 101 + (broken && metric == 2 && row >= 1_300 && row < 1_330 ? 500 : 0))"
        }.joined(separator: ",")
      }
      try bench.write("d/SMD/m.\(name).csv", lines: lines)
    }
    try table("train", broken: false)
    try table("test", broken: true)
    try bench.write("d/SMD/m.test_label.csv", "start,end\n1300,1329\n")
    try bench.write("d/SMD/m.interpretation.txt", "1300-1329:3\n")
    let result = try bench.run("evaluate", "changes", "--data", "d", "--json").object()
    let rankings = try #require(result["rankings"] as? [[String: Any]])
    #expect(rankings.map { $0["ranking"] as? String } == ["changes", "distance alone", "largest deviation", "random"])
    #expect(rankings[0]["hitRate"] as? Double == 1 && rankings[0]["first"] as? Double == 1)
    try bench.write("d/SMD/m.interpretation.txt", "1300-1329:9\n")
    try bench.run("evaluate", "changes", "--data", "d").isRefusal(65, "interpretation.txt:1", "1 to 4")
  }
}
