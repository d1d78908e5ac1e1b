import Foundation
import Testing

struct DecideStateTests {
  private static func input(_ ticks: Range<Int>) -> String {
    ticks.map { DecideSample.line($0, workload: $0 % 2 == 0 ? nil : "odd") }.joined(separator: "\n") + "\n"
  }

  @Test func `a restart in the middle changes no decision`() throws {
    let bench = try Workbench()
    try bench.write("w.json", "{\"replicaCapacity\": 100, \"tickSeconds\": 30}")
    func run(_ ticks: Range<Int>, _ state: String) throws -> [String] {
      let outcome = try bench.run(
        "decide", "--workload", "w.json", "--state", state, input: Self.input(ticks))
      #expect(outcome.code == 0, "\(outcome.errors)")
      return DecideSample.withoutLatency(outcome.output)
    }
    let whole = try run(0..<6_000, "whole")
    let parts = try run(0..<3_000, "parts") + run(3_000..<6_000, "parts")
    #expect(whole.count == 6_000 && whole == parts)
    #expect(whole.last?.contains("\"forecast\":{") == true, "the second half is past the warming up")
  }

  @Test func `SIGTERM saves what was learned`() throws {
    let bench = try Workbench()
    let live = try LiveDecide(["--state", "state"], in: bench.folder)
    for tick in 1...30 { #expect(try live.ask(DecideSample.line(tick)) != nil) }
    #expect(live.terminate() == 0)
    #expect(bench.exists("state"))
    // What was saved is of those thirty lines: an earlier time is out of order.
    let answers = try DecideSample.answers(
      bench.run("decide", "--state", "state", input: DecideSample.line(3) + "\n" + DecideSample.line(31) + "\n").output)
    #expect((answers[0]["error"] as? String)?.contains("450.0") == true)
    #expect(answers[1]["replicas"] is Int)
  }

  @Test func `a state that cannot be used is refused, and left as it is`() throws {
    let bench = try Workbench()
    #expect(try bench.run("decide", "--state", "state", input: DecideSample.line(1) + "\n").code == 0)
    let good = try bench.data("state")
    for bytes in [Data(), Data("garbage".utf8), good.prefix(good.count / 2), good.prefix(good.count - 1)] {
      try Data(bytes).write(to: bench.path("state"))
      try bench.run("decide", "--state", "state", input: DecideSample.line(2) + "\n").isRefusal(65, "state")
      #expect(try bench.data("state") == Data(bytes))
    }
    try good.write(to: bench.path("state"))
    try bench.write("w.json", "{\"startupSeconds\": 300}")
    try bench.run("decide", "--state", "state", "--workload", "w.json", input: DecideSample.line(2) + "\n")
      .isRefusal(65, "state")
    try bench.run("decide", "--state", "nowhere/state", input: DecideSample.line(2) + "\n").isRefusal(
      74, "nowhere/state")
    try bench.run("decide", "--state", ".", input: DecideSample.line(2) + "\n").isRefusal(74, "--state")
  }

  @Test func `history in the workload file makes the first decision one of tidegate's`() throws {
    let bench = try Workbench()
    try bench.generate(days: 1.5)
    try bench.change("web.csv", to: "double.csv", column: 0) { $0 == 100 ? "5940" : nil }
    try bench.write(
      "w.json",
      "{\"replicaCapacity\": 1, \"history\": \"double.csv\", \"historyColumn\": \"requestsPerSecond\", \"historyInterval\": 60}"
    )
    let outcome = try bench.run(
      "decide", "--workload", "w.json", input: "{\"timestamp\": 1e6, \"requestsPerSecond\": 9, \"readyReplicas\": 9}\n")
    let answer = try #require(try DecideSample.answers(outcome.output).first, "\(outcome.errors)")
    #expect(answer["policy"] as? String == "tidegate:balanced" && answer["degraded"] is NSNull)
    let forecast = try #require(answer["forecast"] as? [String: Double])
    #expect(Set(forecast.keys) == ["horizonSeconds", "q0.5", "q0.96"])
    #expect(forecast["horizonSeconds"] == 75)
    #expect(try #require(forecast["q0.5"]) <= #require(forecast["q0.96"]))
    #expect(outcome.errors.contains("1 rows with duplicate or backward timestamps were dropped"))
  }

  @Test func `a workload file that makes no sense is refused`() throws {
    let bench = try Workbench()
    try bench.write("negative.csv", lines: ["timestamp,a", "0,1", "60,-1"])
    for (text, code, word) in [
      ("{\"replicaCapacit\": 1}", Int32(78), "'replicaCapacit'"), ("{\"mode\": \"bold\"}", 78, "balanced"),
      ("{\"replicaCapacity\": \"x\"}", 78, "'replicaCapacity'"), ("{\"minReplicas\": 2.5}", 78, "w.json"),
      ("[]", 78, "object"),
      ("{", 78, "not JSON"), ("", 78, "not JSON"), ("{\"minReplicas\": 0}", 78, "minReplicas"),
      ("{\"minReplicas\": 5, \"maxReplicas\": 2}", 78, "maxReplicas"), ("{\"tickSeconds\": 1e300}", 78, "tickSeconds"),
      ("{\"historyInterval\": 0}", 78, "historyInterval"), ("{\"history\": \"negative.csv\"}", 78, "historyColumn"),
      ("{\"history\": \"no.csv\", \"historyColumn\": \"a\"}", 66, "no.csv"),
      ("{\"history\": \"negative.csv\", \"historyColumn\": \"b\"}", 65, "\"a\""),
      ("{\"history\": \"negative.csv\", \"historyColumn\": \"a\"}", 65, "row 1"), ("{\"models\": \"no\"}", 66, "'no'"),
    ] {
      try bench.write("w.json", text)
      try bench.run("decide", "--workload", "w.json", input: DecideSample.line(1) + "\n").isRefusal(code, word)
    }
    try bench.run("decide", "--workload", "no.json").isRefusal(66, "no.json")
    try bench.run("decide", "--threads", "0").isRefusal(64, "--threads")
  }
}
