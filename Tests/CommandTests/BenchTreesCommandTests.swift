import Foundation
import Testing

struct BenchTreesCommandTests {
  private static let files = [
    "bench", "trees", "--train-x", "x.npy", "--train-y", "y.npy", "--test-x", "tx.npy", "--test-y", "ty.npy",
  ]

  /// A bench with a learnable world: y = 1 where the first of two features is above 0.5, give or take a little.
  private func bench(isDouble: Bool = false, noise: Double = 0.1) throws -> Workbench {
    let bench = try Workbench()
    for (prefix, rows) in [("", 400), ("t", 100)] {
      let features = (0..<2 * rows).map { cell -> Double in
        cell % 37 == 5 ? .nan : Double(cell * 7_919 % 1_000) / 1_000
      }
      let targets = (0..<rows).map { row -> Double in
        let x = features[2 * row]
        return (x > 0.5 ? 1 : 0) + noise * Double(row % 3)
      }
      try bench.write(matrix: prefix + "x.npy", features, shape: [rows, 2], isDouble: isDouble)
      try bench.write(matrix: prefix + "y.npy", targets, shape: [rows], isDouble: isDouble)
    }
    return bench
  }

  @Test(arguments: [false, true])
  func `the benchmark of trees reports times, memory, score and latencies`(isDouble: Bool) throws {
    let bench = try bench(isDouble: isDouble)
    let result = try bench.run(
      Self.files + ["--rounds", "20", "--max-leaves", "4", "--threads", "1", "--repeat", "2", "--json"], input: Data()
    ).object()
    for field in ["binningSeconds", "trainingSeconds", "peakMemoryMegabytes", "predictRowsPerSecond"] {
      #expect(try #require(result[field] as? Double) > 0, "\(field)")
    }
    #expect(try #require(result["rmse"] as? Double) < 0.2)
    #expect(result["auc"] == nil && result["pinball"] == nil)
    let times = try #require(result["singleRowMicroseconds"] as? [String: Double])
    #expect(Set(times.keys).isSuperset(of: ["p50", "p99", "p999"]))
    #expect(try #require(times["p50"]) <= #require(times["p99"]) && #require(times["p99"]) <= #require(times["p999"]))
    #expect(result["objective"] as? String == "squaredError" && result["rounds"] as? Int == 20)
    #expect(result["rows"] as? Int == 400 && result["features"] as? Int == 2 && result["threads"] as? Int == 1)
    #expect((result["build"] as? [String: Any])?["cpu"] as? String != nil)
  }

  @Test func `quantiles have a pinball loss, and the model is kept where asked`() throws {
    let bench = try bench()
    let arguments = Self.files + ["--objective", "quantile", "--quantile-level", "0.8", "--rounds", "5"]
    let result = try bench.run(arguments + ["--save", "model.safetensors", "--json"], input: Data()).object()
    #expect(try #require(result["pinball"] as? Double) < 0.2 && result["quantileLevel"] as? Double == 0.8)
    #expect(result["modelBytes"] as? Int == (try bench.data("model.safetensors").count))
    let plain = try bench.run(arguments, input: Data())
    #expect(plain.code == 0 && plain.output.contains("pinball loss") && plain.output.contains("rows/s"))
  }

  @Test func `classes have an area under the curve`() throws {
    let bench = try bench(noise: 0)
    let result = try bench.run(
      Self.files + ["--objective", "logistic", "--rounds", "10", "--json"], input: Data()
    ).object()
    #expect(try #require(result["auc"] as? Double) > 0.9 && result["rmse"] == nil)
  }

  @Test func `files and settings that cannot be used are refused`() throws {
    let bench = try bench()
    func refused(_ code: Int32, _ more: [String] = [], _ words: String..., location: SourceLocation = #_sourceLocation)
      throws
    {
      let outcome = try bench.run(Self.files + ["--rounds", "2"] + more, input: Data())
      outcome.isRefusal(code, words[0], location: location)
      for word in words { #expect(outcome.errors.contains(word), "\(outcome.errors)", sourceLocation: location) }
    }
    try refused(64, ["--rounds", "0"], "rounds", "--help")
    try refused(64, ["--learning-rate", "2"], "learningRate")
    try refused(64, ["--objective", "quantile", "--quantile-level", "1"], "quantile")
    try refused(64, ["--objective", "cubedError"], "--objective")
    try refused(64, ["--repeat", "0"], "--repeat")
    try refused(66, ["--test-x", "nowhere.npy"], "nowhere.npy")
    try refused(65, ["--objective", "logistic"], "ty.npy", "row 1", "0 or 1")
    try refused(74, ["--save", "nowhere/model.safetensors"], "nowhere/model.safetensors")

    try bench.write("text.npy", "1,2,3\n")
    try refused(65, ["--train-x", "text.npy"], "text.npy")
    try bench.write(matrix: "wide.npy", [Double](repeating: 1, count: 1_200), shape: [400, 3])
    try refused(65, ["--train-x", "wide.npy"], "wide.npy", "3 features", "expected 2")
    try refused(65, ["--train-x", "tx.npy"], "tx.npy", "100 rows", "expected 400 as in y.npy")
    try refused(65, ["--train-x", "y.npy"], "y.npy", "[400]")
    try refused(65, ["--train-y", "x.npy"], "x.npy", "[400, 2]")
    var targets = (0..<400).map { Double($0 % 2) }
    targets[17] = .nan
    try bench.write(matrix: "gap.npy", targets, shape: [400])
    try refused(65, ["--train-y", "gap.npy"], "gap.npy", "row 17", "nan")
    try bench.write(matrix: "infinite.npy", [Double](repeating: .infinity, count: 800), shape: [400, 2])
    try refused(65, ["--train-x", "infinite.npy"], "inf")
    try bench.write(matrix: "ones.npy", [Double](repeating: 1, count: 100), shape: [100])
    try refused(65, ["--objective", "logistic", "--test-y", "ones.npy", "--train-y", "ones.npy"], "one class")
  }
}
