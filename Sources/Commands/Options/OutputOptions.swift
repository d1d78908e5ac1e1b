import ArgumentParser
import Foundation

/// `--json`, and how results reach standard output.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print one JSON object on standard output and nothing else.")
  var json = false

  /// Prints a result as one JSON object.
  func print(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try StandardOutput.write(String(decoding: try encoder.encode(value), as: UTF8.self) + "\n")
  }
}

/// Standard output; a failed write is an error, not a trap.
enum StandardOutput {
  static func write(_ text: String) throws { try write(Data(text.utf8)) }

  static func write(_ data: Data) throws {
    do {
      try FileHandle.standardOutput.write(contentsOf: data)
    } catch {
      throw CommandFailure(.inputOutput, "standard output cannot be written: \(error.localizedDescription)")
    }
  }
}

/// Standard error, for progress, warnings and refusals.
enum StandardError {
  static func write(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}
