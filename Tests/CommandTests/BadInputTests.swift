import Foundation
import Testing

/// Every command that reads a series meets the same bad files.
struct BadInputTests {
  enum Reader: String, CaseIterable {
    case forecast, detect, detectTrain, simulate, trainForecaster, trainDetector, trainPolicy

    func arguments(_ file: String) -> [String] {
      switch self {
      case .forecast: ["forecast", "--input", file, "--column", "a", "--train-rows", "2", "--output", "out"]
      case .detect: ["detect", "--input", file, "--column", "a", "--output", "out"]
      case .detectTrain: ["detect", "--input", "good.csv", "--train", file, "--column", "a", "--output", "out"]
      case .simulate: ["simulate", "--trace", file, "--column", "a", "--policy", "hpa"]
      case .trainForecaster: ["train", "forecaster", "--input", file, "--column", "a", "--output", "out"]
      case .trainDetector: ["train", "detector", "--input", file, "--column", "a", "--output", "out"]
      case .trainPolicy: ["train", "policy", "--trace", file, "--column", "a", "--output", "out"]
      }
    }

    var needsLoad: Bool { [.simulate, .trainForecaster, .trainPolicy].contains(self) }
  }

  @Test(arguments: Reader.allCases)
  func `a file that cannot be read is refused with where and what`(reader: Reader) throws {
    let bench = try Workbench()
    try bench.write("good.csv", lines: ["timestamp,a"] + (0..<10).map { "\($0 * 60),\($0)" })
    func refused(_ name: String, _ code: Int32, _ text: String, _ words: String...) throws {
      try bench.write(name, text)
      let outcome = try bench.run(reader.arguments(name), input: Data())
      outcome.isRefusal(code, name)
      for word in words { #expect(outcome.errors.contains(word), "\(word) is not in: \(outcome.errors)") }
      #expect(!bench.exists("out"))
    }
    try refused("empty.csv", 65, "", "empty")
    try refused("header.csv", 65, "timestamp,a\n", "no rows")
    try refused("other.csv", 65, "timestamp,b,c\n0,1,2\n60,2,3\n", "\"a\"", "\"b\"", "\"c\"")
    try refused("ragged.csv", 65, "timestamp,a\n0,1\n60,2,3\n120,3\n", "ragged.csv:3:", "3 cells", "expected 2")
    try refused("text.csv", 65, "timestamp,a\n0,1\n60,many\n", "text.csv:3:4:", "\"many\"")
    try refused("time.csv", 65, "timestamp,a\n0,1\nnoon,2\n", "time.csv:3:1:", "\"noon\"")
    try refused("infinite.csv", 65, "timestamp,a\n0,1\n60,inf\n", "infinite.csv:3:4:")
    try refused("cut.csv.gz", 65, "\u{1F}\u{8B}", "cut.csv.gz")
    try bench.run(reader.arguments("nowhere.csv"), input: Data()).isRefusal(66, "nowhere.csv")
    if reader.needsLoad {
      try refused("negative.csv", 65, "timestamp,a\n0,1\n60,-2\n", "row 1", "-2.0", "never negative")
      try refused("zero.csv", 65, "timestamp,a\n0,0\n60,0\n", "no load above 0")
      try refused("nan.csv", 65, "timestamp,a\n0,NaN\n60,\n", "no values")
    }
    if reader.needsLoad || reader == .forecast {
      try refused("vast.csv", 65, "timestamp,a\n0,1\n60,1e300\n", "row 1", "1e+300")
    }
    try bench.write("one.csv", "timestamp,a\n0,1\n")
    let one = try bench.run(reader.arguments("one.csv"), input: Data())
    switch reader {
    case .detect, .detectTrain: #expect(one.code == 0)
    case .simulate, .trainForecaster, .trainPolicy: one.isRefusal(64, "one row", "--interval")
    case .forecast, .trainDetector: one.isRefusal(65, reader == .forecast ? "one row" : "1 rows")
    }
  }

  @Test func `times that lie too far apart, or too close, are refused or survived`() throws {
    let bench = try Workbench()
    try bench.write(
      "gap.csv", lines: ["timestamp,a"] + (0..<600).map { "\($0 * 60 + ($0 < 300 ? 0 : 315_360_000)),\(5 + $0 % 7)" })
    for reader in [Reader.simulate, .trainForecaster, .trainPolicy] {
      try bench.run(reader.arguments("gap.csv"), input: Data()).isRefusal(65, "gap.csv", "100 steps a row")
    }
    #expect(try bench.run(Reader.detect.arguments("gap.csv"), input: Data()).code == 0)
    try bench.write("dense.csv", lines: ["timestamp,a"] + (0..<600).map { "\(Double($0) / 1e6),5" })
    for reader in [Reader.forecast, .simulate, .trainForecaster] {
      try bench.run(reader.arguments("dense.csv"), input: Data()).isRefusal(65, "dense.csv")
    }
    try bench.write("long.csv", lines: ["a"] + (0..<600).map { "\(5 + $0 % 7)" })
    for reader in [Reader.simulate, .trainForecaster] {
      try bench.run(reader.arguments("long.csv") + ["--interval", "31536000"], input: Data())
        .isRefusal(64, "--interval")
    }
  }
}
