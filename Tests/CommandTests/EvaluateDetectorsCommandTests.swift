import Foundation
import Testing

struct EvaluateDetectorsCommandTests {
  /// A folder of two machines of three metrics; the second metric follows the first until the events.
  private static func bench() throws -> Workbench {
    let bench = try Workbench()
    try FileManager.default.createDirectory(at: bench.path("data/ASD"), withIntermediateDirectories: true)
    func table(_ rows: Int, _ seed: Int, _ events: [ClosedRange<Int>]) -> [String] {
      var noise = SeededNoise(state: UInt64(seed))
      return (0..<rows).map { row in
        let load = sin(Double(row) / 30) + 0.05 * noise.next()
        let isStrange = events.contains { $0.contains(row) }
        return "\(0.5 + 0.2 * load),\(0.5 + (isStrange ? -0.4 : 0.2) * load + 0.01 * noise.next()),0.3"
      }
    }
    for (index, name) in ["a", "b"].enumerated() {
      let events = [400...430, 900...940 + index]
      try bench.write("data/ASD/\(name).train.csv", lines: table(2_000, index, []))
      try bench.write("data/ASD/\(name).test.csv", lines: table(1_500, index + 10, events))
      try bench.write(
        "data/ASD/\(name).test_label.csv", lines: ["start,end"] + events.map { "\($0.lowerBound),\($0.upperBound)" })
    }
    return bench
  }

  @Test func `every detector is fitted and scored on every machine`() throws {
    let bench = try Self.bench()
    let outcome = try bench.run(
      "evaluate", "detectors", "--data", "data", "--sets", "asd", "--models", "ensemble,pca,null,random", "--output",
      "out", "--json")
    let result = try outcome.object()
    #expect(result["build"] is [String: Any])
    let scores = try #require(result["detectors"] as? [[String: Any]])
    #expect(scores.map { $0["model"] as? String } == ["ensemble", "pca", "null", "random"])
    let volumes = try scores.map { try #require($0["vusPR"] as? Double) }
    #expect(volumes[0] > 0.5 && volumes[1] > 0.5 && volumes[2] < 0.15 && volumes[3] < 0.35, "\(volumes)")
    #expect(scores[0]["eventRecall"] as? Double == 1 && scores[2]["eventRecall"] as? Double == 0)
    #expect(scores[2]["falseAlarmsPerDay"] as? Double == 0)
    for score in scores {
      let machines = try #require(score["machines"] as? [[String: Any]])
      #expect(machines.map { $0["machine"] as? String } == ["a", "b"])
      #expect(machines.allSatisfy { $0["events"] as? Int == 2 && $0.keys.contains("medianDelayMinutes") })
    }
    let text = try bench.lines("out/detectors.md").joined(separator: "\n")
    #expect(text.contains("ASD, 2 machines") && text.contains("| ensemble |") && text.contains("| b |"))
  }

  @Test func `what is not there, or not known, is refused`() throws {
    let bench = try Self.bench()
    func refused(_ code: Int32, _ word: String, _ arguments: String...) throws {
      try bench.run(["evaluate", "detectors", "--data", "data"] + arguments, input: Data()).isRefusal(code, word)
    }
    try refused(66, "data/SMD")
    try refused(64, "'nab'", "--sets", "nab")
    try refused(64, "'magic'", "--sets", "asd", "--models", "lstm,magic")
    try refused(64, "--alarm-rate", "--sets", "asd", "--alarm-rate", "2")
    try bench.write("data/ASD/b.test_label.csv", lines: ["start,end", "5,1500"])
    try refused(65, "1500 rows", "--sets", "asd")
    try bench.write("data/ASD/b.test_label.csv", lines: ["start,end"])
    try bench.write("data/ASD/b.test.csv", lines: ["1,2", "3,4"])
    try refused(65, "2 metrics", "--sets", "asd")
  }
}
