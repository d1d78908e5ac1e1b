import Foundation
import Testing

/// The built command in a fresh folder of its own, run as a user runs it.
final class Workbench {
  /// How a run ended.
  struct Outcome {
    let code: Int32
    let output: String
    let errors: String

    /// The one JSON object that standard output is; nothing may stand beside it.
    func object(_ location: SourceLocation = #_sourceLocation) throws -> [String: Any] {
      #expect(code == 0, "\(errors)", sourceLocation: location)
      return try #require(
        try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any], sourceLocation: location)
    }

    /// Holds a refusal to its code, to one line, and to words that must be in it.
    func isRefusal(_ expected: Int32, _ words: String..., location: SourceLocation = #_sourceLocation) {
      #expect(code == expected, "\(errors)", sourceLocation: location)
      let lines = errors.split(separator: "\n").filter { !$0.contains(" warning ") }
      #expect(lines.count == 1, "\(errors)", sourceLocation: location)
      #expect(lines.last?.hasPrefix("tidegate: ") == true, "\(errors)", sourceLocation: location)
      for word in words { #expect(errors.contains(word), "\(word) is not in: \(errors)", sourceLocation: location) }
      #expect(output.isEmpty, sourceLocation: location)
    }
  }

  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("tidegate-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// `swift test` puts it beside the tests.
  static let binary: URL = {
    let tests = Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
    return tests.resolvingSymlinksInPath().deletingLastPathComponent().appendingPathComponent("tidegate")
  }()

  func path(_ name: String) -> URL { folder.appendingPathComponent(name) }
  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name).path) }
  func data(_ name: String) throws -> Data { try Data(contentsOf: path(name)) }
  func lines(_ name: String) throws -> [String] {
    String(decoding: try data(name), as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
      .dropLast().map(String.init)
  }
  func write(_ name: String, _ text: String) throws { try Data(text.utf8).write(to: path(name)) }
  func write(_ name: String, lines: [String]) throws { try write(name, lines.joined(separator: "\n") + "\n") }

  /// Runs `tidegate`, and ends it after five minutes.
  func run(_ arguments: String..., input: String = "") throws -> Outcome {
    try run(Self.binary, arguments, Data(input.utf8))
  }

  func run(_ arguments: [String], input: Data) throws -> Outcome { try run(Self.binary, arguments, input) }

  /// Runs a line of bash, in which `$T` is the command.
  func shell(_ script: String) throws -> Outcome {
    try run(URL(fileURLWithPath: "/bin/bash"), ["-c", "T='\(Self.binary.path)'; " + script], Data())
  }

  private func run(_ executable: URL, _ arguments: [String], _ input: Data) throws -> Outcome {
    // Files instead of pipes: nobody has to read while it runs.
    let names = ["stdin", "stdout", "stderr"].map { path(".\($0)-\(UUID().uuidString)") }
    try input.write(to: names[0])
    for name in names.dropFirst() { try Data().write(to: name) }
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = try FileHandle(forReadingFrom: names[0])
    process.standardOutput = try FileHandle(forWritingTo: names[1])
    process.standardError = try FileHandle(forWritingTo: names[2])
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    if ended.wait(timeout: .now() + 300) == .timedOut {
      kill(process.processIdentifier, SIGKILL)
      ended.wait()
      Issue.record("\(arguments) took more than five minutes")
    }
    defer { for name in names { try? FileManager.default.removeItem(at: name) } }
    let code = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
    return Outcome(
      code: code, output: String(decoding: try Data(contentsOf: names[1]), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: names[2]), as: UTF8.self))
  }

  /// Writes `name`: that many days of synthetic metrics.
  func generate(_ name: String = "web.csv", days: Double = 2.2, seed: Int = 3) throws {
    #expect(try run("generate", "--days", "\(days)", "--seed", "\(seed)", "--output", name).code == 0)
  }

  /// Writes a copy of a CSV with one cell changed in each of some rows.
  func change(_ name: String, to copy: String, column: Int, _ cell: (Int) -> String?) throws {
    let lines = try lines(name)
    try write(
      copy,
      lines: [lines[0]]
        + lines.dropFirst().enumerated().map { row, line in
          guard let cell = cell(row) else { return line }
          var cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
          cells[column] = cell
          return cells.joined(separator: ",")
        })
  }
}
