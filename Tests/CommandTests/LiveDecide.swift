import Foundation
import Testing

/// `tidegate decide` on pipes, asked line by line.
final class LiveDecide {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var buffer = Data()
  private let ended = DispatchSemaphore(value: 0)

  init(_ arguments: [String], in folder: URL) throws {
    process.executableURL = Workbench.binary
    process.arguments = ["decide"] + arguments
    process.currentDirectoryURL = folder
    process.standardInput = input
    process.standardOutput = output
    process.terminationHandler = { [ended] _ in ended.signal() }
    try process.run()
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  /// Writes a line and waits for its answer; nil when there is none within half a minute.
  func ask(_ line: String) throws -> String? {
    try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
    while true {
      if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
        defer { buffer = Data(buffer[(end + 1)...]) }
        return String(decoding: buffer[..<end], as: UTF8.self)
      }
      var request = pollfd(fd: output.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&request, 1, 30_000) > 0 else { return nil }
      let bytes = output.fileHandleForReading.availableData
      guard !bytes.isEmpty else { return nil }
      buffer.append(bytes)
    }
  }

  /// Sends SIGTERM and waits for the end, at most half a minute.
  func terminate() -> Int32 {
    process.terminate()
    guard ended.wait(timeout: .now() + 30) == .success else { return -1 }
    return process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
  }
}
