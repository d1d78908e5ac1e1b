import Foundation
import Testing

/// `detect` as an operator uses it.
struct DetectIncidentsCommandTests {
  /// A day of metrics whose memory is broken for ten rows.
  private func bench() throws -> Workbench {
    let bench = try Workbench()
    try bench.generate(days: 1)
    try bench.change("web.csv", to: "broken.csv", column: 3) { (1_200..<1_210).contains($0) ? "99.5" : nil }
    return bench
  }

  private func incidents(_ bench: Workbench, _ path: String) throws -> [[String: Any]] {
    try bench.lines(path).filter { !$0.isEmpty }.map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test func `an incident is one line that explains itself`() throws {
    let bench = try bench()
    let result = try bench.run(
      "detect", "--input", "broken.csv", "--output", "d.csv", "--incidents", "i.jsonl", "--explain", "--json"
    ).object()
    let found = try incidents(bench, "i.jsonl")
    #expect(result["alarms"] as? Int == found.count && (result["incidents"] as? [Any])?.count == found.count)
    #expect(result["warmUpRows"] is Int)
    let broken = try #require(found.first { $0["firstRow"] as? Int == 1_200 })
    #expect(broken["metric"] as? String == "memoryPercent" && broken["kind"] as? String == "spike")
    #expect(broken["value"] as? Double == 99.5 && broken["direction"] as? String == "high")
    #expect((broken["sentence"] as? String)?.hasPrefix("memoryPercent rose to 99.5, expected ") == true)
    let lines = try bench.lines("d.csv")
    #expect(lines[0] == "row,score,threshold,anomaly,top,alarm,kind,expected,lower,upper")
    let cells = lines[1_201].split(separator: ",", omittingEmptySubsequences: false)
    #expect(cells[3...6] == ["1", "memoryPercent", "1", "spike"] && Double(cells[7]) != nil)
    #expect(
      lines.dropFirst().count { $0.split(separator: ",", omittingEmptySubsequences: false)[5] == "1" } == found.count)
  }

  @Test func `rules leave out what is not asked for`() throws {
    let bench = try bench()
    func rows(_ options: String...) throws -> [Int] {
      _ = try bench.run(
        ["detect", "--input", "broken.csv", "--output", "d.csv", "--incidents", "i.jsonl", "--json"] + options,
        input: Data()
      ).object()
      return try incidents(bench, "i.jsonl").compactMap { $0["firstRow"] as? Int }
    }
    #expect(try rows("--direction", "high").contains(1_200))
    #expect(try !rows("--direction", "low").contains(1_200))
    #expect(try rows("--min-deviation", "30").contains(1_200))
    #expect(try rows("--min-relative-deviation", "1000").isEmpty)
  }

  @Test func `gaps alarm if asked`() throws {
    let bench = try Workbench()
    try bench.generate(days: 1)
    try bench.change("web.csv", to: "gap.csv", column: 3) { (1_200..<1_260).contains($0) ? "" : nil }
    for (options, count) in [([], 0), (["--gaps", "previous"], 0), (["--alarm-on-gaps"], 1)] {
      _ = try bench.run(
        ["detect", "--input", "gap.csv", "--output", "d.csv", "--incidents", "i.jsonl", "--json"] + options,
        input: Data()
      ).object()
      #expect(try incidents(bench, "i.jsonl").count { $0["kind"] as? String == "gap" } == count, "\(options)")
    }
  }

  @Test func `the page has incidents, metrics and known events`() throws {
    let bench = try bench()
    try bench.write("labels.csv", lines: ["start,end,kind", "1200,1209,brokenGauge"])
    #expect(
      try bench.run(
        "detect", "--input", "broken.csv", "--output", "d.csv", "--report", "page", "--labels", "labels.csv"
      ).code == 0)
    let page = String(decoding: try bench.data("page/report.html"), as: UTF8.self)
    for text in ["memoryPercent rose to 99.5", "brokenGauge", "1 of 1", "From near", "threshold"] {
      #expect(page.contains(text), "\(text)")
    }
  }

  @Test func `rules that make no sense are refused`() throws {
    let bench = try bench()
    let base = ["detect", "--input", "broken.csv", "--output", "d.csv"]
    for (options, word) in [
      (["--direction", "up"], "direction"), (["--min-deviation", "nan"], "--min-deviation"),
      (["--min-relative-deviation=-1"], "--min-relative-deviation"), (["--gaps", "zero"], "gaps"),
      (["--labels", "labels.csv"], "--report"), (["--incidents", "d.csv"], "two files"),
    ] { try bench.run(base + options, input: Data()).isRefusal(64, word) }
    try bench.write("labels.csv", lines: ["start,end", "1200,1440"])
    try bench.run(base + ["--report", "page", "--labels", "labels.csv"], input: Data()).isRefusal(65, "labels.csv")
    #expect(!bench.exists("d.csv"))
  }
}
