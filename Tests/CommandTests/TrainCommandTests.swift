import Foundation
import Testing

struct TrainCommandTests {
  @Test func `a forecaster is the same bytes at one thread and at two, and its card says how it was made`() throws {
    let bench = try Workbench()
    try bench.generate(days: 1)
    func train(_ folder: String, _ threads: String, seed: String = "4") throws {
      let result = try bench.run(
        "train", "forecaster", "--input", "web.csv", "--rounds", "5", "--seed", seed, "--threads", threads, "--output",
        folder, "--json"
      ).object()
      #expect(Set(result.keys) == ["output", "rows", "scores", "seconds"])
      #expect((result["scores"] as? [String: Any])?["pinball"] is Double)
    }
    try train("one", "1")
    try train("two", "2")
    #expect(try bench.data("one/model.safetensors") == bench.data("two/model.safetensors"))
    let card = String(decoding: try bench.data("one/CARD.md"), as: UTF8.self)
    for word in ["web.csv", "| seed | 4 |", "Held-out score", "`tidegate train forecaster --input web.csv"] {
      #expect(card.contains(word), "\(word)")
    }
  }

  @Test func `a policy is learned, and decides with the forecaster beside it`() throws {
    let bench = try Workbench()
    try bench.generate(days: 2.2)
    func train(_ folder: String, _ threads: String) throws {
      _ = try bench.run(
        "train", "policy", "--trace", "web.csv", "--threads", threads, "--output", folder, "--json"
      ).object()
    }
    try train("models/policy", "1")
    try train("again", "2")
    #expect(try bench.data("models/policy/model.safetensors") == bench.data("again/model.safetensors"))
    let run = try bench.run(
      "simulate", "--scenario", "steady", "--days", "0.1", "--policy", "tidegate", "--models", "models", "--json")
    _ = try run.object()
    // A model of another kind in the policy's place.
    #expect(
      try bench.run("train", "forecaster", "--input", "web.csv", "--rounds", "1", "--output", "models/policy").code == 0
    )
    try bench.run("simulate", "--scenario", "steady", "--days", "0.1", "--models", "models")
      .isRefusal(65, "tidegate.forecaster", "tidegate.policy")
  }

  @Test func `rows that are out of order are dropped, and how many is said`() throws {
    let bench = try Workbench()
    try bench.generate(days: 1)
    let lines = try bench.lines("web.csv")
    try bench.write("double.csv", lines: Array(lines[...500] + lines[491...500] + lines[401...450] + lines[501...]))
    for (command, folder) in [("web.csv", "a"), ("double.csv", "b")] {
      let outcome = try bench.run(
        "train", "forecaster", "--input", command, "--rounds", "2", "--output", folder, "--json")
      _ = try outcome.object()
      #expect(outcome.errors.contains("60 rows with duplicate or backward timestamps were dropped") == (folder == "b"))
    }
    #expect(try bench.data("a/model.safetensors") == bench.data("b/model.safetensors"))
    let replay = try bench.run(
      "simulate", "--trace", "double.csv", "--column", "requestsPerSecond", "--policy", "hpa", "--json")
    #expect(replay.errors.contains("60 rows with duplicate or backward timestamps were dropped"))
    let clean = try bench.run(
      "simulate", "--trace", "web.csv", "--column", "requestsPerSecond", "--policy", "hpa", "--json")
    #expect(
      try replay.object()["policies"] as? [[String: AnyHashable]] == clean.object()["policies"]
        as? [[String: AnyHashable]])
  }

  @Test func `settings that nothing can be trained with are refused`() throws {
    let bench = try Workbench()
    try bench.generate(days: 0.5)
    for (kind, arguments) in [
      ("forecaster", ["--tick", "1e-300"]), ("forecaster", ["--tick", "0.0001"]), ("forecaster", ["--startup", "inf"]),
      ("forecaster", ["--metric-lag", "1e300"]), ("forecaster", ["--horizon", "9223372036854775807"]),
      ("forecaster", ["--rounds", "0"]), ("forecaster", ["--max-leaves", "1"]),
      ("forecaster", ["--learning-rate", "nan"]),
      ("forecaster", ["--replica-capacity", "1e-300"]), ("forecaster", ["--replica-capacity", "1e300"]),
      ("forecaster", ["--threads", "0"]), ("forecaster", ["--interval", "1e-9"]), ("detector", ["--hidden", "0"]),
      ("detector", ["--steps", "0"]), ("detector", ["--alarm-rate", "0"]), ("detector", ["--model", "range"]),
    ] {
      try bench.run(["train", kind, "--input", "web.csv", "--output", "model"] + arguments, input: Data())
        .isRefusal(64, arguments[0])
    }
    for arguments in [["--rows=-1"], ["--rows", "0"], ["--startup", "inf"]] {
      try bench.run(["train", "policy", "--trace", "web.csv", "--output", "model"] + arguments, input: Data())
        .isRefusal(64, "--")
    }
    try bench.run("train", "policy", "--trace", "web.csv", "--rows", "100", "--output", "model").isRefusal(
      65, "100 rows")
    try bench.run("train", "policy", "--trace", "web.csv", "--models", "no", "--output", "model").isRefusal(66, "'no'")
    try bench.run("train", "detector", "--input", "web.csv", "--labels", "web.csv", "--output", "model")
      .isRefusal(65, "start")
    #expect(!bench.exists("model"))
  }
}
