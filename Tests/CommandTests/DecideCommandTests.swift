import Foundation
import Testing

struct DecideCommandTests {
  @Test func `ten thousand lines with a hundred broken ones are answered in order`() throws {
    let bench = try Workbench()
    let broken = [
      "{", "", "[1]", "null", "{\"timestamp\": \"noon\"}", "{\"requestsPerSecond\": 5}",
      "{\"timestamp\": 1e7, \"requestsPerSecond\": -3}", "{\"timestamp\": 1e7, \"readyReplicas\": 1.5}",
      "{\"timestamp\": 0}", "{\"timestamp\": 1e7,}",
    ]
    var lines: [String] = []
    var expected: [Int: Int] = [:]  // line number → tick of a good line
    var tick = 1
    for number in 1...10_000 {
      if number % 100 == 37 {
        lines.append(broken[number / 100 % 10])
      } else {
        lines.append(DecideSample.line(tick))
        expected[number] = 15 * tick
        tick += 1
      }
    }
    let outcome = try bench.run(["decide"], input: Data((lines.joined(separator: "\n") + "\n").utf8))
    #expect(outcome.code == 0 && outcome.errors.isEmpty)
    let answers = try DecideSample.answers(outcome.output)
    #expect(answers.count == 10_000)
    #expect(answers.count { $0["error"] == nil } == 9_900)
    for (index, answer) in answers.enumerated() {
      if let time = expected[index + 1] {
        #expect(answer["timestamp"] as? Int == time)
        #expect(try #require(answer["replicas"] as? Int) >= 1)
      } else {
        #expect(answer["line"] as? Int == index + 1 && (answer["error"] as? String)?.isEmpty == false)
        #expect(Set(answer.keys) == ["error", "line"])
      }
    }
  }

  @Test(arguments: [
    "\u{0}", "garbage", "42", "\"text\"", "{\"timestamp\": null}", "{\"timestamp\": true}", "{\"timestamp\": NaN}",
    "{\"timestamp\": 1e999}", "{\"timestamp\": 1e12}", "{\"timestamp\": 1} x", "{\"timestamp\": 1}{\"timestamp\": 2}",
    "{\"Timestamp\": 1}", "{\"timestamp\": 1, \"workload\": 5}", "{\"timestamp\": 1, \"readyReplicas\": -1}",
    "{\"timestamp\": 1, \"readyReplicas\": 1e30}", "{\"timestamp\": 1, \"cpuPercent\": \"high\"}",
    "{\"timestamp\": 1, \"x\": [1, ]}", "{\"timestamp\": 1, \"errorPercent\": 1e16}", "   ", "\r",
  ])
  func `a broken line gets an error, and the next one a decision`(line: String) throws {
    let bench = try Workbench()
    let answers = try DecideSample.answers(
      bench.run("decide", input: line + "\n" + DecideSample.line(1) + "\n").output)
    #expect(answers.count == 2)
    #expect(answers[0]["line"] as? Int == 1 && answers[0]["error"] is String)
    #expect(answers[1]["replicas"] is Int)
  }

  @Test func `bytes that are no text, and lines without end, are answered too`() throws {
    let bench = try Workbench()
    var input = Data([0xFF, 0xFE, 0x7B, 0x0A])
    input += Data("{\"timestamp\": 1, \"workload\": \"".utf8) + Data([0xFF]) + Data("\"}\n".utf8)
    input += Data(repeating: 0x78, count: 3 << 20) + Data("\n".utf8)
    input += Data(String(repeating: "[", count: 100_000).utf8) + Data("\n".utf8)
    input += Data((DecideSample.line(1) + "\r\n" + DecideSample.line(2)).utf8)
    let outcome = try bench.run(["decide"], input: input)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let answers = try DecideSample.answers(outcome.output)
    #expect(answers.map { $0["line"] as? Int } == [1, 2, 3, 4, nil, nil])
    #expect(answers.map { $0["timestamp"] as? Int } == [nil, nil, nil, nil, 15, 30])
    #expect((answers[2]["error"] as? String)?.contains("longer than") == true)
  }

  @Test func `an answer has the fields of the contract; unknown fields in are ignored, absent ones missing`() throws {
    let bench = try Workbench()
    let answers = try DecideSample.answers(
      bench.run(
        "decide",
        input: """
          {"timestamp": 1200.0, "workload": "web", "color": {"deep": [1, null]}, "cpuPercent": null}
          {"timestamp": 1215}

          """
      ).output)
    let fields: Set = [
      "timestamp", "workload", "replicas", "policy", "reason", "forecast", "anomalyScore", "degraded",
      "latencyMicroseconds",
    ]
    #expect(fields.isSubset(of: Set(answers[0].keys)))
    #expect(answers[0]["timestamp"] as? Int == 1_200 && answers[0]["workload"] as? String == "web")
    #expect(answers[0]["policy"] as? String == "hpa" && answers[0]["forecast"] is NSNull)
    #expect((answers[0]["degraded"] as? String)?.isEmpty == false)
    // Nothing known is not nothing: the replicas that there are stay.
    #expect(answers[1]["replicas"] as? Int == 1)
  }

  @Test func `a repeated time is decided again, one a little back is refused, a clock set back is believed`() throws {
    let bench = try Workbench()
    let ticks = [10, 11, 11, 9, 12, 6_000_000_000, 13, 14, 15, 16, 17, 18]
    let answers = try DecideSample.answers(
      bench.run("decide", input: ticks.map { DecideSample.line($0) }.joined(separator: "\n") + "\n").output)
    let refused = answers.map { $0["error"] != nil }
    #expect(refused == [false, false, false, true, false, false, true, true, true, true, false, false])
    #expect((answers[3]["error"] as? String)?.contains("135.0") == true)
  }

  @Test func `each answer comes before the next line is asked for`() throws {
    let bench = try Workbench()
    let live = try LiveDecide([], in: bench.folder)
    for tick in 1...50 {
      let answer = try #require(try live.ask(DecideSample.line(tick)))
      #expect(answer.contains("\"timestamp\":\(15 * tick)"))
    }
    #expect(try #require(try live.ask("oops")).contains("\"line\":51"))
    #expect(live.terminate() == 0)
  }

  @Test func `several workloads on one stream do not disturb each other`() throws {
    let bench = try Workbench()
    try bench.write("w.json", "{\"replicaCapacity\": 100}")
    func line(_ tick: Int, _ name: String) -> String {
      DecideSample.line(tick, workload: name, load: name == "a" ? nil : Double(tick % 97) * 50)
    }
    func run(_ lines: [String]) throws -> [String] {
      DecideSample.withoutLatency(
        try bench.run("decide", "--workload", "w.json", input: lines.joined(separator: "\n") + "\n").output)
    }
    let both = try run((0..<3_200).flatMap { [line($0, "a"), line($0 + 7, "b")] })
    let alone = try run((0..<3_200).map { line($0, "a") })
    #expect(both.enumerated().filter { $0.offset % 2 == 0 }.map(\.element) == alone)
    #expect(alone.last?.contains("\"forecast\":{") == true)
  }
}
