import Foundation
import Testing

struct ExplainCommandTests {
  /// A bench with a model of three features, of which the second says nothing.
  private func bench() throws -> Workbench {
    let bench = try Workbench()
    var noise = SeededNoise(state: 5)
    let features = (0..<900).map { cell -> Double in
      let value = 0.4 + noise.next() / 4
      return cell % 41 == 7 ? .nan : value
    }
    let targets = (0..<300).map { row -> Double in
      (features[3 * row] > 0.5 ? 2 : 0) + (features[3 * row + 2] > 0.3 ? 1 : 0)
    }
    try bench.write(matrix: "x.npy", features, shape: [300, 3])
    try bench.write(matrix: "y.npy", targets, shape: [300])
    let trained = try bench.run(
      "bench", "trees", "--train-x", "x.npy", "--train-y", "y.npy", "--test-x", "x.npy", "--test-y", "y.npy",
      "--rounds",
      "8", "--max-leaves", "4", "--save", "trees.safetensors")
    #expect(trained.code == 0, "\(trained.errors)")
    return bench
  }

  /// Holds an output's contributions to their sum and their order, and returns them by feature.
  private func checked(_ output: [String: Any], _ location: SourceLocation = #_sourceLocation) throws -> [String:
    Double]
  {
    let contributions = try #require(output["contributions"] as? [[String: Any]])
    let values = try contributions.map { try #require($0["contribution"] as? Double) }
    #expect(zip(values, values.dropFirst()).allSatisfy { abs($0) >= abs($1) }, sourceLocation: location)
    let expected = try #require(output["expectedMargin"] as? Double)
    let margin = try #require(output["margin"] as? Double)
    #expect(abs(expected + values.reduce(0, +) - margin) < 1e-4, sourceLocation: location)
    let names = try contributions.map { try #require($0["feature"] as? String) }
    return Dictionary(uniqueKeysWithValues: zip(names, values))
  }

  @Test func `a model's features are ranked, and a prediction's contributions add up`() throws {
    let bench = try bench()
    let arguments = ["explain", "--model", "trees.safetensors", "--input", "x.npy", "--row", "7", "--json"]
    let result = try bench.run(arguments, input: Data()).object()
    let ranks = try #require(result["importance"] as? [[String: Any]])
    #expect(ranks.map { $0["feature"] as? String } == ["f0", "f2", "f1"])
    #expect(result["importanceKind"] as? String == "gain" && result["trees"] as? Int == 8)
    let outputs = try #require(result["outputs"] as? [[String: Any]])
    #expect(outputs.count == 1 && result["row"] as? Int == 7)
    let contributions = try checked(try #require(outputs.first))
    #expect(try abs(#require(contributions["f0"])) > abs(#require(contributions["f1"])))
    #expect(outputs.first?["prediction"] as? Double == outputs.first?["margin"] as? Double)

    for kind in ["weight", "cover", "totalGain", "totalCover"] {
      let ranked = try bench.run("explain", "--model", "trees.safetensors", "--importance", kind, "--json").object()
      #expect((ranked["importance"] as? [[String: Any]])?.count == 3 && ranked["outputs"] == nil, "\(kind)")
    }
    let plain = try bench.run(arguments.dropLast(), input: Data())
    #expect(plain.code == 0 && plain.output.contains("row 7") && plain.output.contains("expected"))
    #expect(plain.output.contains("f0") && plain.output.contains("prediction"))
  }

  @Test func `the columns of a CSV are found by name or by place`() throws {
    let bench = try bench()
    func contributions(_ text: String) throws -> [String: Double] {
      try bench.write("rows.csv", text)
      let result = try bench.run(
        "explain", "--model", "trees.safetensors", "--input", "rows.csv", "--row", "1", "--json"
      ).object()
      return try checked(try #require((result["outputs"] as? [[String: Any]])?.first))
    }
    let named = try contributions("f2,note,f0,f1\n1,1,1,1\n0.2,9,0.9,\n")
    #expect(try contributions("1,1,1\n0.9,,0.2\n") == named)
    #expect(try contributions("a,b,c\n1,1,1\n0.9,NaN,0.2\n") == named)
  }

  @Test func `a forecaster's level is explained by the features of a load`() throws {
    let bench = try Workbench()
    try bench.generate(days: 0.6)
    let train = try bench.run(
      "train", "forecaster", "--input", "web.csv", "--rounds", "4", "--replica-capacity", "40", "--output", "model")
    #expect(train.code == 0, "\(train.errors)")
    let arguments = [
      "explain", "--model", "model", "--input", "web.csv", "--replica-capacity", "40", "--row", "700", "--json",
    ]
    let result = try bench.run(arguments + ["--level", "0.96"], input: Data()).object()
    #expect(result["level"] as? Double == 0.96 && result["features"] as? Int == 44)
    let output = try #require((result["outputs"] as? [[String: Any]])?.first)
    let contributions = try checked(output)
    #expect(contributions.count == 44 && contributions["lag-1m"] != nil && contributions["hour"] != nil)
    // log((y + 1) / (v + 1)) in replicas' worth of 40.
    let newest = try #require(result["newestLoad"] as? Double) / 40
    let forecast = try #require(result["forecastLoad"] as? Double) / 40
    #expect(try abs(log((forecast + 1) / (newest + 1)) - #require(output["margin"] as? Double)) < 1e-4)
    let header = try bench.lines("web.csv")[0].split(separator: ",")
    let column = try #require(header.firstIndex(of: "requestsPerSecond"))
    let cells = try bench.lines("web.csv")[701].split(separator: ",", omittingEmptySubsequences: false)
    #expect(try abs(#require(Double(cells[column])) / 40 - newest) < 1e-3)
    let middle = try bench.run(arguments, input: Data()).object()
    #expect(middle["level"] as? Double == 0.5)

    try bench.run(arguments + ["--level", "0.3"], input: Data()).isRefusal(64, "--level", "0.96")
    try bench.run(arguments + ["--column", "nothing"], input: Data()).isRefusal(65, "nothing")
    try bench.run(arguments.map { $0 == "700" ? "100000" : $0 }, input: Data()).isRefusal(64, "--row", "864 rows")
  }

  @Test func `the shipped forecaster is explained where no model is given`() throws {
    let bench = try Workbench()
    let result = try bench.run("explain", "--importance", "weight", "--json").object()
    #expect(result["model"] as? String == "the shipped forecaster" && result["features"] as? Int == 44)
  }

  @Test func `models and rows that cannot be explained are refused`() throws {
    let bench = try bench()
    func refused(
      _ code: Int32, _ arguments: String..., saying word: String, at location: SourceLocation = #_sourceLocation
    )
      throws
    {
      try bench.run(["explain"] + arguments, input: Data()).isRefusal(code, word, location: location)
    }
    try refused(66, "--model", "nowhere", saying: "nowhere")
    try refused(66, "--model", ".", saying: "model.safetensors")
    try refused(65, "--model", "x.npy", saying: "x.npy")
    try refused(64, "--model", "trees.safetensors", "--importance", "beauty", saying: "--importance")
    try refused(64, "--model", "trees.safetensors", "--level", "0.5", saying: "--level")
    try refused(64, "--row", "-1", saying: "--row")
    let model = ["--model", "trees.safetensors", "--input"]
    try bench.run(["explain"] + model + ["x.npy", "--row", "300"], input: Data()).isRefusal(64, "--row", "300 rows")
    try bench.run(["explain"] + model + ["y.npy"], input: Data()).isRefusal(65, "y.npy", "3 features")
    try bench.run(["explain"] + model + ["nowhere.csv"], input: Data()).isRefusal(66, "nowhere.csv")
    try bench.write("two.csv", "a,b\n1,2\n")
    try bench.run(["explain"] + model + ["two.csv"], input: Data()).isRefusal(65, "two.csv", "2 columns")
    try bench.write("some.csv", "f0,f1,c\n1,2,3\n")
    try bench.run(["explain"] + model + ["some.csv"], input: Data()).isRefusal(65, "some.csv", "'f2'")
    try bench.write("text.csv", "f0,f1,f2\n1,2,many\n")
    try bench.run(["explain"] + model + ["text.csv"], input: Data()).isRefusal(65, "text.csv:2:")
  }
}
