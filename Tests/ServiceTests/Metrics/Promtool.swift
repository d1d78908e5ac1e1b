import Foundation
import Testing

/// Prometheus's own checker, from Debian's package `prometheus`; tests that need it are skipped without it, and say so.
enum Promtool {
  static let missing: Comment = "promtool is not installed (apt-get install prometheus)"

  private static let path = ["/usr/bin/promtool", "/usr/local/bin/promtool", "/opt/homebrew/bin/promtool"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  static var isInstalled: Bool { path != nil }

  /// Runs it, and returns its exit status with what it said.
  static func run(_ arguments: [String], input: [UInt8] = [], in folder: URL? = nil) throws -> (
    status: Int32, said: String
  ) {
    let process = Process()
    process.executableURL = URL(filePath: path ?? "/usr/bin/promtool")
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let file = FileManager.default.temporaryDirectory.appending(path: "promtool-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(input).write(to: file)
    let output = Pipe()
    process.standardInput = try FileHandle(forReadingFrom: file)
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let said = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, said)
  }
}
