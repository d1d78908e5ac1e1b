import Foundation
import Testing

struct DetectCommandTests {
  private static let metrics = [
    "requestsPerSecond", "cpuPercent", "memoryPercent", "latencyP95Milliseconds", "errorPercent",
  ]

  /// Rows of an answer, checked: consecutive, not negative, anomalous from the threshold on.
  private static func scores(_ lines: [String]) throws -> [Double] {
    #expect(lines[0] == "row,score,threshold,anomaly,top")
    return try lines.dropFirst().enumerated().map { row, line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let score = try #require(Double(cells[1]))
      #expect(cells.count == 5 && cells[0] == "\(row)" && score >= 0 && cells[2] == "1", "\(line)")
      #expect(cells[3] == (score >= 1 ? "1" : "0"), "\(line)")
      #expect(cells[4].isEmpty || metrics.contains(cells[4]), "\(line)")
      return score
    }
  }

  @Test func `streaming from a cold start names the metric that broke, and sees only the past`() throws {
    let bench = try Workbench()
    try bench.generate(days: 1)
    try bench.change("web.csv", to: "broken.csv", column: 3) { (1_200..<1_210).contains($0) ? "99.5" : nil }
    let result = try bench.run("detect", "--input", "broken.csv", "--output", "d.csv", "--json").object()
    #expect(result["rows"] as? Int == 1_440)
    #expect(result["metrics"] as? [String] == Self.metrics)
    let lines = try bench.lines("d.csv")
    let scores = try Self.scores(lines)
    #expect(scores.count == 1_440 && scores[1_200...1_210].contains { $0 >= 1 })
    #expect(lines[1_201].hasSuffix("memoryPercent"))
    #expect(result["anomalousRows"] as? Int == scores.count { $0 >= 1 })
    try bench.write("prefix.csv", lines: Array(try bench.lines("broken.csv").prefix(1_206)))
    #expect(try bench.run("detect", "--input", "prefix.csv", "--output", "p.csv").code == 0)
    #expect(try bench.lines("p.csv") == Array(lines.prefix(1_206)))
  }

  @Test func `a detector that was trained before sees only the past, and a seed fixes it`() throws {
    let bench = try Workbench()
    try bench.generate(days: 1)
    try bench.generate("other.csv", days: 0.3, seed: 4)
    try bench.write("prefix.csv", lines: Array(try bench.lines("other.csv").prefix(300)))
    func train(_ folder: String, _ threads: String) throws {
      let outcome = try bench.run(
        "train", "detector", "--input", "web.csv", "--steps", "20", "--hidden", "8", "--seed", "9", "--threads",
        threads,
        "--output", folder, "--json")
      #expect(try outcome.object()["rows"] as? Int == 1_440)
    }
    try train("model", "1")
    try train("again", "2")
    #expect(try bench.data("model/model.safetensors") == bench.data("again/model.safetensors"))
    #expect(
      String(decoding: try bench.data("model/CARD.md"), as: UTF8.self).contains("tidegate train detector --input"))
    for (input, output) in [("other.csv", "all.csv"), ("prefix.csv", "part.csv")] {
      _ = try bench.run("detect", "--input", input, "--model", "model", "--output", output, "--json").object()
      _ = try Self.scores(bench.lines(output))
    }
    #expect(try bench.lines("part.csv") == Array(try bench.lines("all.csv").prefix(300)))
    try bench.run("detect", "--input", "web.csv", "--column", "cpuPercent", "--model", "model", "--output", "x.csv")
      .isRefusal(65, "cpuPercent")
    try bench.run("detect", "--input", "web.csv", "--train", "web.csv", "--model", "model", "--output", "x.csv")
      .isRefusal(64, "--train")
    #expect(try bench.run("train", "forecaster", "--input", "web.csv", "--rounds", "1", "--output", "trees").code == 0)
    try bench.run("detect", "--input", "web.csv", "--model", "trees", "--output", "x.csv").isRefusal(65, "forecaster")
    #expect(!bench.exists("x.csv"))
  }

  @Test func `with --train it is fitted there and scores every row, duplicate times too`() throws {
    let bench = try Workbench()
    try bench.generate(days: 1)
    let lines = try bench.lines("web.csv")
    try bench.write("double.csv", lines: Array(lines[...400] + lines[300...400] + lines[401...500]))
    let outcome = try bench.run(
      "detect", "--input", "double.csv", "--train", "web.csv", "--hidden", "4", "--alarm-rate", "0.01", "--output",
      "d.csv", "--json")
    let result = try outcome.object()
    #expect(result["model"] as? String == "ensemble")
    #expect(try Self.scores(bench.lines("d.csv")).count == 601)
    #expect(!outcome.errors.contains("dropped"))
  }

  @Test func `missing values, a column of them and a constant column survive`() throws {
    let bench = try Workbench()
    try bench.generate(days: 0.5)
    try bench.change("web.csv", to: "a.csv", column: 1) { $0 % 5 == 0 ? "NaN" : nil }
    try bench.change("a.csv", to: "b.csv", column: 2) { _ in "" }
    try bench.change("b.csv", to: "c.csv", column: 3) { _ in "0" }
    _ = try bench.run("detect", "--input", "c.csv", "--output", "d.csv", "--json").object()
    #expect(try Self.scores(bench.lines("d.csv")).count == 720)
  }

  @Test func `settings that no detector can have are refused`() throws {
    let bench = try Workbench()
    try bench.generate(days: 0.1)
    for arguments in [
      ["--alarm-rate", "nan"], ["--alarm-rate", "0.5"], ["--hidden", "0"], ["--adaptive-threshold"],
      ["--alarm-rate", "0.05", "--adaptive-threshold"],
    ] {
      try bench.run(["detect", "--input", "web.csv", "--output", "d.csv"] + arguments, input: Data())
        .isRefusal(64, arguments[0])
    }
    #expect(!bench.exists("d.csv"))
  }

  @Test func `the shipped detector scores its own five metrics`() throws {
    let bench = try Workbench()
    try bench.generate(days: 0.1)
    let outcome = try bench.run("detect", "--input", "web.csv", "--output", "d.csv", "--model", "ensemble", "--json")
    #expect(try outcome.object()["model"] as? String == "ensemble")
    #expect(try bench.lines("d.csv").count == 145)
  }

  @Test func `a trained kind without rows to learn from is the streaming detector, which is said`() throws {
    let bench = try Workbench()
    try bench.generate(days: 0.1)
    #expect(try bench.run("detect", "--input", "web.csv", "--output", "s.csv").code == 0)
    for arguments in [
      ["--model", "ensemble", "--column", "cpuPercent"], ["--model", "pca"], ["--train", "web.csv"],
      ["--train", "web.csv", "--model", "ridge"],
    ] {
      let outcome = try bench.run(
        ["detect", "--input", "web.csv", "--output", "d.csv", "--json"] + arguments, input: Data())
      #expect(try outcome.object()["model"] as? String == "streaming")
      #expect(outcome.errors.contains("the streaming detector runs instead"), "\(outcome.errors)")
      if !arguments.contains("--column") { #expect(try bench.lines("d.csv") == bench.lines("s.csv")) }
    }
  }

  @Test(arguments: ["lstm", "lstm10", "linear", "ridge", "pca"])
  func `each trained kind is fitted to a file or to a folder`(model: String) throws {
    let bench = try Workbench()
    try bench.generate(days: 1)
    try FileManager.default.createDirectory(at: bench.path("days"), withIntermediateDirectories: true)
    let lines = try bench.lines("web.csv")
    try bench.write("days/1.csv", lines: Array(lines[...900]))
    try bench.write("days/2.csv", lines: [lines[0]] + lines[901...])
    for train in ["web.csv", "days"] {
      let outcome = try bench.run(
        "detect", "--input", "web.csv", "--train", train, "--model", model, "--hidden", "4", "--output", "\(train).out",
        "--json")
      #expect(try outcome.object()["model"] as? String == model)
      #expect(try Self.scores(bench.lines("\(train).out")).contains { $0 > 0 })
    }
    #expect(try bench.lines("days.out") != bench.lines("web.csv.out"))
    let outcome = try bench.run(
      "train", "detector", "--input", "days", "--model", model, "--hidden", "4", "--steps", "20", "--output", "model",
      "--json")
    #expect(try outcome.object()["rows"] as? Int == 1_440)
    #expect(String(decoding: try bench.data("model/CARD.md"), as: UTF8.self).contains("1440 rows of 2 files"))
    #expect(try bench.data("model/model.safetensors").count < 300_000)
    #expect(try bench.run("detect", "--input", "web.csv", "--model", "model", "--output", "x.csv").code == 0)
  }

  @Test func `files of a folder that do not fit together are refused`() throws {
    let bench = try Workbench()
    try bench.generate(days: 0.5)
    func train(_ arguments: String...) throws -> Workbench.Outcome {
      try bench.run(["train", "detector", "--input", "days", "--output", "model"] + arguments, input: Data())
    }
    try FileManager.default.createDirectory(at: bench.path("days"), withIntermediateDirectories: true)
    try train().isRefusal(66, "days holds no .csv")
    let lines = try bench.lines("web.csv")
    try bench.write("days/1.csv", lines: lines)
    try bench.write("days/2.csv", lines: ["timestamp,a", "0,1", "60,2"])
    try train().isRefusal(65, "days/2.csv", "expected requestsPerSecond")
    try bench.write("days/2.csv", lines: [lines[0]] + stride(from: 1, to: lines.count, by: 2).map { lines[$0] })
    try train().isRefusal(65, "days/2.csv", "120.0 s apart")
    try bench.write("days/2.csv", lines: lines)
    try bench.write("labels.csv", lines: ["start,end,kind", "5,6,spike"])
    try train("--labels", "labels.csv").isRefusal(64, "--labels")
    #expect(!bench.exists("model"))
  }
}
