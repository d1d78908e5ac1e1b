import Foundation
import Logging
import Service

/// A file that a logger writes to.
final class LogCapture {
  private let file: URL
  private let handle: FileHandle
  let output: LogOutput

  init() throws {
    file = FileManager.default.temporaryDirectory.appending(path: "log-\(UUID().uuidString)")
    try Data().write(to: file)
    handle = try FileHandle(forWritingTo: file)
    output = LogOutput(descriptor: handle.fileDescriptor)
  }

  deinit { try? FileManager.default.removeItem(at: file) }

  var text: String { (try? String(contentsOf: file, encoding: .utf8)) ?? "" }
  var lines: [String] { text.split(separator: "\n").map(String.init) }

  /// A logger whose clock stands still.
  func logger(_ format: LogSettings.Format, level: Logger.Level = .info, at time: Double = 1_764_302_469.123) -> Logger
  {
    Logger(label: "tidegate") { [output] label in
      LineLogHandler(label: label, settings: LogSettings(level: level, format: format), output: output) { time }
    }
  }

  /// The newest line, read as JSON.
  func object() throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data((lines.last ?? "").utf8)) as? [String: Any] ?? [:]
  }
}
