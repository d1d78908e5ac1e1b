import Foundation
import Testing

struct BenchLSTMCommandTests {
  private static let small = ["bench", "lstm", "--hidden", "5", "--inputs", "3", "--sequence", "7", "--calls", "50"]

  @Test func `the benchmark of reading reports latencies, rows and allocations`() throws {
    let bench = try Workbench()
    let result = try bench.run(Self.small + ["--batch", "2", "--busy", "--json"], input: Data()).object()
    for field in ["stepMicroseconds", "sequenceMicroseconds"] {
      let times = try #require(result[field] as? [String: Double], "\(field)")
      #expect(Set(times.keys) == ["p50", "p99", "p999", "max"])
      let ordered = try ["p50", "p99", "p999", "max"].map { try #require(times[$0]) }
      #expect(ordered == ordered.sorted() && ordered[0] > 0, "\(field)")
    }
    #expect(result["stepCalls"] as? Int == 50 && result["sequenceCalls"] as? Int == 50)
    #expect(try #require(result["rowsPerSecond"] as? Double) > 0)
    // Where glibc's malloc trace is not to be had there is no count.
    #expect((result["allocationsPerStep"] as? Double ?? 0) == 0)
    for (field, value) in ["layers": 1, "hidden": 5, "inputs": 3, "sequence": 7, "batch": 2, "threads": 1] {
      #expect(result[field] as? Int == value, "\(field)")
    }
    #expect(result["busyCores"] as? Int != nil && result["epochSeconds"] == nil)
    let build = try #require(result["build"] as? [String: Any])
    for field in ["cpu", "openBLASCore", "commit", "swift", "compilerFlags", "command"] {
      #expect((build[field] as? String)?.isEmpty == false, "\(field)")
    }
  }

  @Test func `the benchmark of training reports the epoch's time and its losses`() throws {
    let bench = try Workbench()
    let arguments =
      Self.small + ["--hidden", "16", "--train", "--windows", "10000", "--batch", "20", "--seed", "3"]
    let result = try bench.run(arguments + ["--threads", "1", "--json"], input: Data()).object()
    let seconds = try #require(result["epochSeconds"] as? Double)
    #expect(seconds > 0)
    #expect(abs(try #require(result["windowsPerSecond"] as? Double) * seconds - 10_000) < 1e-3)
    let (first, last) = try (#require(result["firstLoss"] as? Double), #require(result["lastLoss"] as? Double))
    #expect(last < 0.5 * first)
    #expect(try #require(result["testRMSE"] as? Double) < 0.3)
    #expect((result["allocationsPerBatch"] as? Double ?? 0) == 0)
    #expect(result["windows"] as? Int == 10_000 && result["batch"] as? Int == 20 && result["stepMicroseconds"] == nil)
    let again = try bench.run(arguments + ["--threads", "2", "--json"], input: Data()).object()
    #expect(again["lastLoss"] as? Double == last && again["testRMSE"] as? Double == result["testRMSE"] as? Double)
  }

  @Test func `a network that was trained is kept, and says the same of the same sequences whenever it is asked`() throws
  {
    let bench = try Workbench()
    let series = (0..<3 * 400).map { Double($0 * 7_919 % 100) / 100 }
    try bench.write(matrix: "series.npy", series, shape: [400, 3], isDouble: true)
    try bench.write(matrix: "sequences.npy", Array(series[..<(7 * 4 * 3)]), shape: [7, 4, 3])
    #expect(
      try bench.run(
        Self.small + ["--train", "--windows", "300", "--input", "series.npy", "--output", "net.safetensors"],
        input: Data()
      ).code == 0)
    let read = ["bench", "lstm", "--calls", "1", "--model", "net.safetensors", "--input", "sequences.npy"]
    for name in ["a.npy", "b.npy"] {
      let result = try bench.run(read + ["--output", name, "--json"], input: Data()).object()
      #expect(result["hidden"] as? Int == 5 && result["sequence"] as? Int == 7 && result["batch"] as? Int == 4)
    }
    #expect(try bench.data("a.npy") == bench.data("b.npy"))
    // A header, and a float32 for each step of each sequence.
    #expect(try bench.data("a.npy").count == 128 + 4 * 7 * 4)
  }

  @Test func `files and settings that cannot be used are refused`() throws {
    let bench = try Workbench()
    func refused(_ code: Int32, _ more: [String], _ words: String..., location: SourceLocation = #_sourceLocation)
      throws
    {
      let outcome = try bench.run(Self.small + more, input: Data())
      outcome.isRefusal(code, words[0], location: location)
      for word in words { #expect(outcome.errors.contains(word), "\(outcome.errors)", sourceLocation: location) }
    }
    for option in ["layers", "hidden", "inputs", "sequence", "batch", "threads", "calls", "windows"] {
      try refused(64, ["--\(option)", "0"], "--\(option)", "--help")
    }
    try refused(64, ["--train", "--busy"], "--busy")
    try refused(66, ["--model", "nowhere.safetensors"], "nowhere.safetensors")
    try refused(66, ["--input", "nowhere.npy"], "nowhere.npy")
    try refused(74, ["--output", "nowhere/out.npy"], "nowhere/out.npy")
    try bench.write("text.safetensors", "no tensors here")
    try refused(65, ["--model", "text.safetensors"], "text.safetensors")
    try bench.write(matrix: "flat.npy", [Double](repeating: 1, count: 30), shape: [10, 3])
    try refused(65, ["--input", "flat.npy"], "flat.npy", "[10, 3]", "3 inputs")
    try refused(65, ["--train", "--windows", "300", "--input", "flat.npy"], "[10, 3]", "311 rows", "--windows")
    var values = [Double](repeating: 1, count: 3 * 400)
    values[17] = .nan
    try bench.write(matrix: "gap.npy", values, shape: [400, 3])
    try refused(65, ["--train", "--windows", "300", "--input", "gap.npy"], "gap.npy", "row 5", "column 2")
  }

  @Test(
    arguments: [
      (["--threads", "2"], 64, "--threads is 2"), (["--inputs", "60000", "--sequence", "60000"], 64, "at most 2^30"),
      (["--model", "other.safetensors"], 65, "other.safetensors: There is no tensor 'weight_ih_l0'"),
    ] as [([String], Int32, String)])
  func `what cannot be read is refused with a sentence`(arguments: [String], code: Int32, sentence: String) throws {
    let bench = try Workbench()
    try bench.write("other.safetensors", "\u{2}\0\0\0\0\0\0\0{}")
    let result = try bench.run(["bench", "lstm"] + arguments, input: Data())
    #expect(result.code == code)
    #expect(result.errors.contains(sentence), "\(result.errors)")
  }
}
