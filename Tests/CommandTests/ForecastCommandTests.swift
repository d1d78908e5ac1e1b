import Foundation
import Testing

struct ForecastCommandTests {
  private static func run(_ bench: Workbench, _ input: String, _ output: String, _ more: String...) throws
    -> Workbench.Outcome
  {
    try bench.run(
      ["forecast", "--input", input, "--column", "requestsPerSecond", "--output", output] + more, input: Data())
  }

  @Test func `each row after the training rows has a forecast per horizon, in the columns asked for`() throws {
    let bench = try Workbench()
    try bench.generate(days: 0.5)
    let result = try Self.run(
      bench, "web.csv", "f.csv", "--train-rows", "400", "--horizon", "1,7", "--quantiles", "0.1,0.5,0.96", "--json"
    ).object()
    let lines = try bench.lines("f.csv")
    #expect(lines[0] == "row,horizon,mean,q0.1,q0.5,q0.96")
    let expected = (399...719).map { "\($0 + 1),1" } + (399...719).map { "\($0 + 7),7" }
    #expect(lines.dropFirst().map { $0.split(separator: ",").prefix(2).joined(separator: ",") } == expected)
    for line in lines.dropFirst() {
      let cells = line.split(separator: ",").compactMap { Double($0) }
      #expect(cells.count == 6 && cells[3] <= cells[4] && cells[4] <= cells[5], "\(line)")
    }
    let horizons = try #require(result["horizons"] as? [[String: Any]])
    #expect(horizons.map { $0["horizon"] as? Int } == [1, 7])
    for report in horizons {
      let baselines = try #require(report["baselines"] as? [[String: Any]])
      #expect(baselines.map { $0["model"] as? String } == ["persistence", "seasonal-naive", "autoregression"])
      for score in baselines + [report] {
        for field in ["rmse", "mae", "wape", "r2", "pinball", "coverage"] {
          #expect(score[field] is Double, "\(field)")
        }
      }
    }
  }

  @Test func `scores are those of the file that was written`() throws {
    let bench = try Workbench()
    try bench.generate(days: 0.5)
    let result = try Self.run(bench, "web.csv", "f.csv", "--train-rows", "400", "--horizon", "3", "--json").object()
    let loads = try bench.lines("web.csv").dropFirst().map { Double($0.split(separator: ",")[1])! }
    let rows = try bench.lines("f.csv").dropFirst().map { $0.split(separator: ",").compactMap { Double($0) } }
      .filter { Int($0[0]) < loads.count }
    let errors = rows.map { loads[Int($0[0])] - $0[2] }
    let report = try #require((result["horizons"] as? [[String: Any]])?.first)
    #expect(report["forecasts"] as? Int == rows.count)
    let rmse = (errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)).squareRoot()
    #expect(abs(try #require(report["rmse"] as? Double) - rmse) < 1e-3 * rmse)
    let inside = rows.count { $0[3] <= loads[Int($0[0])] && loads[Int($0[0])] <= $0[5] }
    #expect(abs(try #require(report["coverage"] as? Double) - Double(inside) / Double(rows.count)) < 0.01)
  }

  @Test(arguments: ["trees", "autoregression", "seasonal-naive", "persistence"])
  func `what comes later changes no forecast, nor do threads`(model: String) throws {
    let bench = try Workbench()
    try bench.generate(days: 1.2)
    try bench.write("prefix.csv", lines: Array(try bench.lines("web.csv").prefix(1 + 1_300)))
    for (input, output, threads) in [("web.csv", "all.csv", "2"), ("prefix.csv", "part.csv", "1")] {
      let outcome = try Self.run(
        bench, input, output, "--train-rows", "800", "--horizon", "5", "--model", model, "--threads", threads)
      #expect(outcome.code == 0, "\(outcome.errors)")
    }
    let part = try bench.lines("part.csv")
    #expect(part.count == 1 + 1_300 - 799)
    #expect(part == Array(try bench.lines("all.csv").prefix(part.count)))
  }

  @Test func `missing loads survive, and where too many are missing the cells are empty`() throws {
    let bench = try Workbench()
    try bench.generate(days: 1)
    try bench.change("web.csv", to: "gaps.csv", column: 1) { row in
      row % 7 == 0 || (1_000..<1_100).contains(row) ? ["", "NaN", "null"][row % 3] : nil
    }
    let result = try Self.run(bench, "gaps.csv", "f.csv", "--train-rows", "800", "--horizon", "5", "--json")
    _ = try result.object()
    let lines = try bench.lines("f.csv")
    #expect(lines.count == 1 + 1_440 - 799)
    #expect(lines.contains("1095,5,,,,"))
    #expect(lines.last?.split(separator: ",").count == 6)
  }

  @Test func `a trained model is taken where it fits and refused where it does not`() throws {
    let bench = try Workbench()
    try bench.generate(days: 1)
    for (folder, more) in [("five", ["--horizon", "5"]), ("lead", [])] {
      let outcome = try bench.run(
        ["train", "forecaster", "--input", "web.csv", "--rounds", "5", "--output", folder] + more, input: Data())
      #expect(outcome.code == 0, "\(outcome.errors)")
    }
    let fits = try Self.run(
      bench, "web.csv", "f.csv", "--train-rows", "800", "--horizon", "5", "--model", "five", "--json")
    #expect(try fits.object()["rows"] as? Int == 1_440)
    func refusal(_ model: String, _ horizon: String, _ quantiles: String = "0.05,0.5,0.95") throws -> Workbench.Outcome
    {
      try Self.run(
        bench, "web.csv", "x.csv", "--train-rows", "800", "--horizon", horizon, "--model", model, "--quantiles",
        quantiles)
    }
    try refusal("five", "6").isRefusal(65, "5 steps ahead", "6 steps ahead")
    try refusal("lead", "5").isRefusal(65, "largest load")
    try refusal("five", "5", "0.5").isRefusal(65, "quantiles")
    try refusal("nowhere", "5").isRefusal(66, "'nowhere'", "trees")
    let bytes = try bench.data("five/model.safetensors")
    for count in [0, 7, 100, bytes.count / 2, bytes.count - 1] {
      try bytes.prefix(count).write(to: bench.path("five/model.safetensors"))
      try refusal("five", "5").isRefusal(65, "model.safetensors")
    }
    #expect(!bench.exists("x.csv"))
  }

  @Test func `a request that cannot be met is refused`() throws {
    let bench = try Workbench()
    try bench.generate(days: 0.2)
    for (arguments, word) in [
      (["--train-rows", "289"], "288 rows"), (["--train-rows", "1"], "2 to 288"),
      (["--train-rows", "200", "--horizon", "0"], "--horizon"),
      (["--train-rows", "200", "--quantiles", "0.5,0.1"], "--quantiles"),
      (["--train-rows", "200", "--quantiles", "1"], "--quantiles"),
      (["--train-rows", "x"], "x"), (["--train-rows", "200", "--interval", "1e-9"], "--interval"),
      (["--train-rows", "200", "--threads", "0"], "--threads"),
    ] {
      try bench.run(
        ["forecast", "--input", "web.csv", "--column", "requestsPerSecond", "--output", "f.csv"] + arguments,
        input: Data()
      ).isRefusal(64, word)
    }
    try Self.run(bench, "web.csv", "f.csv", "--train-rows", "20").isRefusal(65, "rows to learn from")
    #expect(!bench.exists("f.csv"))
  }
}
