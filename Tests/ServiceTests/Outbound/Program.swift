import Foundation
import FoundationNetworking
import Glibc

/// A real program that a test runs, in a temporary folder of its own.
struct Program: Sendable {
  let folder: URL
  let port: Int

  var url: String { "http://127.0.0.1:\(port)" }

  /// Where a program of Debian's packages is; nil where it is not installed, so that the test is skipped.
  static func path(_ name: String) -> String? {
    ["/usr/bin/\(name)", "/usr/local/bin/\(name)"].first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Runs a program for as long as `body` does.
  ///
  /// - Parameters:
  ///   - files: Written into the folder before, by name.
  ///   - prepare: Other work in the folder before.
  ///   - arguments: Of the program, given its folder and port.
  ///   - ready: The path that answers 200 once it is ready.
  static func running<Value: Sendable>(
    _ name: String, files: [String: String] = [:], prepare: (URL) throws -> Void = { _ in },
    arguments: (URL, Int) -> [String], ready: String, _ body: @Sendable (Program) async throws -> Value
  ) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tidegate-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (file, text) in files { try Data(text.utf8).write(to: folder.appending(path: file)) }
    try prepare(folder)
    let program = Program(folder: folder, port: try freePort())
    let process = Process()
    process.executableURL = URL(filePath: path(name) ?? "/usr/bin/\(name)")
    process.arguments = arguments(folder, program.port)
    process.currentDirectoryURL = folder
    let log = folder.appending(path: "log")
    try Data().write(to: log)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: log)
    try process.run()
    defer {
      process.terminate()
      process.waitUntilExit()
    }
    let address = program.url + ready
    await eventually(within: 30) { await isReady(address) }
    return try await body(program)
  }

  /// Runs a program to its end.
  static func run(_ name: String, _ arguments: [String], in folder: URL) throws {
    let process = Process()
    process.executableURL = URL(filePath: path(name) ?? "/usr/bin/\(name)")
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw ProgramError(name: name, status: process.terminationStatus) }
  }

  struct ProgramError: Error {
    var name: String
    var status: Int32
  }

  private static func isReady(_ address: String) async -> Bool {
    guard let url = URL(string: address), let (_, response) = try? await URLSession.shared.data(from: url) else {
      return false
    }
    return (response as? HTTPURLResponse)?.statusCode == 200
  }

  static func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1
      }
    }
    guard status == 0 else { throw ProgramError(name: "bind", status: errno) }
    return Int(address.sin_port.bigEndian)
  }
}
