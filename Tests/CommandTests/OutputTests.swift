import Foundation
import Testing

/// Where results go: whole files or none, and one line when that fails.
struct OutputTests {
  private static func writers(_ output: String) -> [[String]] {
    [
      ["generate", "--days", "2", "--output", output], ["detect", "--input", "web.csv", "--output", output],
      [
        "forecast", "--input", "web.csv", "--column", "requestsPerSecond", "--train-rows", "300", "--model",
        "persistence",
        "--output", output,
      ],
    ]
  }

  @Test func `an output that cannot be written is refused`() throws {
    let bench = try Workbench()
    try bench.generate(days: 0.5)
    try bench.write("file", "")
    for arguments in Self.writers("nowhere/x.csv") + Self.writers("file/x.csv") {
      try bench.run(arguments, input: Data()).isRefusal(74, arguments.last!)
    }
    let train = ["train", "forecaster", "--input", "web.csv", "--rounds", "1", "--output"]
    try bench.run(train + ["file"], input: Data()).isRefusal(74, "file")
    try bench.run(train + ["file/x"], input: Data()).isRefusal(74, "file/x")
    try bench.run("simulate", "--scenario", "steady", "--days", "0.1", "--policy", "hpa", "--report", "file")
      .isRefusal(74, "file")
  }

  @Test(arguments: ["", "trap '' XFSZ; "])
  func `a full disk loses nothing that was there`(prelude: String) throws {
    let bench = try Workbench()
    try bench.generate(days: 0.5)
    try bench.write("keep.csv", "precious\n")
    let before = try Set(FileManager.default.contentsOfDirectory(atPath: bench.folder.path))
    for arguments in Self.writers("keep.csv") {
      let outcome = try bench.shell(prelude + "ulimit -f 4; exec \"$T\" \(arguments.joined(separator: " "))")
      outcome.isRefusal(74, "keep.csv")
      #expect(try bench.lines("keep.csv") == ["precious"])
    }
    try FileManager.default.createDirectory(at: bench.path("model"), withIntermediateDirectories: true)
    try bench.write("model/model.safetensors", "precious\n")
    let train = "train forecaster --input web.csv --rounds 20 --output model"
    try bench.shell(prelude + "ulimit -f 4; exec \"$T\" \(train)").isRefusal(74, "model")
    #expect(try bench.lines("model/model.safetensors") == ["precious"])
    let after = try FileManager.default.contentsOfDirectory(atPath: bench.folder.path).filter { !$0.hasPrefix(".std") }
    #expect(Set(after).subtracting(before) == ["model"], "no half-written file is left behind")
  }

  @Test func `a full standard output is an error, for every kind of command`() throws {
    let bench = try Workbench()
    for command in [
      "--version --json", "--help", "simulate --scenario steady --days 0.05 --policy hpa --json",
      "generate --days 0.1 --output x.csv --json",
    ] {
      try bench.shell("exec \"$T\" \(command) > /dev/full").isRefusal(74, "standard output")
    }
    try bench.shell("echo '{\"timestamp\": 1}' | \"$T\" decide > /dev/full").isRefusal(74, "standard output")
  }

  // Devices are not tried: a command that replaced them would harm the machine. A pipe takes the same way.
  @Test func `a link keeps its target, and a pipe is written to`() throws {
    let bench = try Workbench()
    try bench.write("real.csv", "old\n")
    let script = """
      ln -s real.csv link.csv; mkfifo pipe; cat pipe > piped.csv & \
      "$T" generate --days 0.01 --output link.csv; "$T" generate --days 0.01 --output pipe; \
      wait; test -L link.csv && test -p pipe && cmp real.csv piped.csv
      """
    let outcome = try bench.shell(script)
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(try bench.lines("piped.csv").count == 15)
  }
}
