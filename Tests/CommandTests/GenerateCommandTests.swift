import Foundation
import Testing

struct GenerateCommandTests {
  @Test func `the same seed gives the same bytes, another seed other ones`() throws {
    let bench = try Workbench()
    for (name, seed) in [("a", 1), ("b", 1), ("c", 2)] { try bench.generate(name, days: 0.2, seed: seed) }
    #expect(try bench.data("a") == bench.data("b"))
    #expect(try bench.data("a") != bench.data("c"))
    #expect(
      try bench.lines("a")[0]
        == "timestamp,requestsPerSecond,cpuPercent,memoryPercent,latencyP95Milliseconds,errorPercent,readyReplicas")
  }

  @Test(arguments: ["web-shop", "flash-crowd", "ramp", "steady"])
  func `labels lie within the rows`(scenario: String) throws {
    let bench = try Workbench()
    let result = try bench.run(
      "generate", "--scenario", scenario, "--days", "3", "--seed", "1", "--output", "m.csv.gz", "--labels", "l.csv",
      "--json"
    ).object()
    #expect(result["rows"] as? Int == 4_320 && result["scenario"] as? String == scenario)
    let labels = try bench.lines("l.csv")
    #expect(labels[0] == "start,end,kind")
    #expect(result["faults"] as? Int == labels.count - 1)
    for label in labels.dropFirst() {
      let cells = label.split(separator: ",")
      let (start, end) = (try #require(Int(cells[0])), try #require(Int(cells[1])))
      #expect(cells.count == 3 && 0 <= start && start <= end && end < 4_320, "\(label)")
    }
    #expect(try bench.data("m.csv.gz").prefix(2) == Data([0x1F, 0x8B]))
    #expect(try bench.run("detect", "--input", "m.csv.gz", "--output", "d.csv").code == 0)
  }

  @Test func `a wish that cannot be met is refused`() throws {
    let bench = try Workbench()
    for days in ["0", "nan", "0.00001", "1e9"] {
      try bench.run("generate", "--days", days, "--output", "x.csv").isRefusal(64, "--days")
    }
    try bench.run("generate", "--days", "1", "--output", "x.csv", "--labels", "x.csv").isRefusal(64, "--labels")
    try bench.run("generate", "--scenario", "no", "--output", "x.csv").isRefusal(66, "web-shop")
    try bench.write("w.json", "{\"name\": \"w\", \"requestsPerSecond\": -1}")
    try bench.run("generate", "--scenario", "w.json", "--output", "x.csv").isRefusal(78, "requestsPerSecond")
    try bench.write("w.json", "{")
    try bench.run("generate", "--scenario", "w.json", "--output", "x.csv").isRefusal(78, "w.json")
    #expect(!bench.exists("x.csv"))
  }
}
