import Foundation
import Testing

struct EvaluateDetectionCommandTests {
  /// Two days of a row a minute, with alarms at some rows, and two events.
  private static func bench(alarms: Set<Int>) throws -> Workbench {
    let bench = try Workbench()
    try bench.write(
      "scores.csv",
      lines: ["row,score,threshold,anomaly,top"]
        + (0..<2_880).map { "\($0),\(alarms.contains($0) ? "1.5" : "0.25"),1,\(alarms.contains($0) ? 1 : 0),cpu" })
    try bench.write("labels.csv", lines: ["start,end,kind", "1000,1009,spike", "1500,1509,leak"])
    return bench
  }

  @Test func `alarms are counted, timed and compared with events`() throws {
    let bench = try Self.bench(alarms: [100, 101, 1_004, 2_000])
    let result = try bench.run(
      "evaluate", "detection", "--scores", "scores.csv", "--labels", "labels.csv", "--interval", "60", "--json"
    ).object()
    for (name, expected) in [
      "eventF1": 1.0 / 3, "f1": 2.0 / 24, "eventRecall": 0.5, "alarmsPerDay": 1.5, "falseAlarmsPerDay": 1,
      "pointAdjustedF1": 20.0 / 33, "aucPR": 0.05 * 0.25 + 0.95 * 20 / 2_880,
      "aucROC": 0.5 + (1.0 / 20 - 3.0 / 2_860) / 2,
    ] {
      let found = try #require(result[name] as? Double, "\(name)")
      #expect(abs(found - expected) < 1e-9, "\(name) is \(found), not \(expected)")
    }
    for name in ["vusPR", "vusROC", "rangeF1", "pointAdjustedF1OfRandom"] {
      #expect((0...1).contains(try #require(result[name] as? Double, "\(name)")))
    }
    #expect((result["affiliation"] as? [String: Double]).map { Set($0.keys) } == ["precision", "recall", "f1"])
    #expect(result["delay"] as? [String: Double] == ["rows": 4, "minutes": 4])
    #expect(result["rows"] as? Int == 2_880 && result["events"] as? Int == 2 && result["window"] as? Int == 100)
    let text = try bench.run("evaluate", "detection", "--scores", "scores.csv", "--labels", "labels.csv").output
    #expect(text.contains("VUS-PR") && text.contains("event recall        0.500"))
  }

  @Test func `what is not defined is null, never absent`() throws {
    let bench = try Self.bench(alarms: [])
    try bench.write("none.csv", "start,end\n")
    for labels in ["none.csv", "labels.csv"] {
      let result = try bench.run("evaluate", "detection", "--scores", "scores.csv", "--labels", labels, "--json")
        .object()
      #expect(result["alarmsPerDay"] is NSNull && result["alarms"] as? Int == 0)
      let affiliation = try #require(result["affiliation"] as? [String: Any])
      #expect(affiliation["precision"] is NSNull)
      #expect((affiliation["recall"] is NSNull) == (labels == "none.csv"))
      #expect((result["delay"] as? [String: Any])?["rows"] is NSNull)
      #expect((result["aucPR"] is NSNull) == (labels == "none.csv"))
      #expect((result["best"] as? [String: Any])?.count == 6)
    }
  }

  @Test func `detect's own output is taken, with labels that generate wrote`() throws {
    let bench = try Workbench()
    #expect(
      try bench.run("generate", "--days", "2", "--seed", "5", "--output", "web.csv", "--labels", "labels.csv").code == 0
    )
    #expect(try bench.run("detect", "--input", "web.csv", "--output", "d.csv").code == 0)
    let result = try bench.run(
      "evaluate", "detection", "--scores", "d.csv", "--labels", "labels.csv", "--interval", "60", "--json"
    ).object()
    #expect(result["rows"] as? Int == 2_880)
    #expect(try #require(result["events"] as? Int) > 0)
    #expect(try #require(result["alarmsPerDay"] as? Double) >= 0)
  }

  @Test func `scores and labels that do not fit are refused with file, line and column`() throws {
    let bench = try Self.bench(alarms: [5])
    func run(_ scores: String, _ labels: String = "labels.csv", _ more: String...) throws -> Workbench.Outcome {
      try bench.run(
        ["evaluate", "detection", "--scores", scores, "--labels", labels] + more, input: Data())
    }
    func change(_ line: Int, _ text: String) throws -> String {
      var lines = try bench.lines("scores.csv")
      lines[line - 1] = text
      try bench.write("bad.csv", lines: lines)
      return "bad.csv"
    }
    try run("nowhere.csv").isRefusal(66, "nowhere.csv")
    try run(change(1, "row,points,threshold,anomaly,top")).isRefusal(65, "bad.csv", "score")
    try run(change(7, "5,,1,0,")).isRefusal(65, "bad.csv:7", "\"score\"")
    try run(change(7, "5,much,1,0,")).isRefusal(65, "bad.csv:7:", "\"score\"")
    try run(change(9, "7,0,1,2,")).isRefusal(65, "bad.csv:9", "\"anomaly\"")
    try run(change(9, "8,0,1,0,")).isRefusal(65, "bad.csv:9", "\"row\"")
    try bench.write("far.csv", "start,end\n10,20\n2875,2880\n")
    try run("scores.csv", "far.csv").isRefusal(65, "far.csv", "2875 to 2880", "below 2880")
    try bench.write("back.csv", "start,end\n20,10\n")
    try run("scores.csv", "back.csv").isRefusal(65, "back.csv:2:")
    try run("scores.csv", "labels.csv", "--interval", "0").isRefusal(64, "--interval")
    try run("scores.csv", "labels.csv", "--window", "-1").isRefusal(64, "--window")
  }
}
