import Foundation
import FoundationNetworking
import Testing

/// The built service as a process of its own, on free ports and in a temporary folder.
final class LiveService: Sendable {
  let folder: URL
  /// Of the main, the metrics and the AI door.
  let ports: [Int]

  /// `swift test` puts it beside the tests.
  static let binary: URL = {
    let tests = Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
    return tests.resolvingSymlinksInPath().deletingLastPathComponent().appendingPathComponent("tidegate-service")
  }()

  /// Without what the tests themselves are told, which the service would take for settings.
  static var environment: [String: String] {
    ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("TIDEGATE_") }
  }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "tidegate-live-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    ports = try (0..<3).map { _ in try Program.freePort() }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func url(_ door: Int, _ path: String) -> String { "http://127.0.0.1:\(ports[door])\(path)" }

  /// Starts it with these lines besides its ports and storage, and waits until it is ready.
  func start(_ configuration: String) async throws -> Process {
    let text = """
      ports: {main: \(ports[0]), metrics: \(ports[1]), inference: \(ports[2])}
      storage: {path: tidegate.sqlite, checkpointTicks: 16}
      \(configuration)
      """
    try Data(text.utf8).write(to: folder.appending(path: "tidegate.yaml"))
    let process = Process()
    process.executableURL = Self.binary
    process.arguments = ["serve", "--config", folder.appending(path: "tidegate.yaml").path]
    process.currentDirectoryURL = folder
    process.environment = Self.environment
    let log = folder.appending(path: "log")
    if !FileManager.default.fileExists(atPath: log.path) { try Data().write(to: log) }
    let handle = try FileHandle(forWritingTo: log)
    try handle.seekToEnd()
    process.standardError = handle
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    for _ in 0..<600 {
      guard process.isRunning else { break }
      if try await get(1, "/health/ready").status == 200 { return process }
      try await Task.sleep(for: .milliseconds(50))
    }
    process.terminate()
    throw LiveError(sentence: "the service is not ready: \(self.log)")
  }

  var log: String { (try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)) ?? "" }

  struct Answer: Sendable {
    let status: Int
    let body: Data

    var object: [String: Any] { (try? JSONSerialization.jsonObject(with: body) as? [String: Any]) ?? [:] }
    var array: [[String: Any]] { (try? JSONSerialization.jsonObject(with: body) as? [[String: Any]]) ?? [] }
  }

  struct LiveError: Error {
    let sentence: String
  }

  /// - Returns: Status 0 where nobody answers.
  func get(_ door: Int, _ path: String) async throws -> Answer { await Self.ask(url(door, path), body: nil) }

  func post(_ door: Int, _ path: String, _ value: Any) async throws -> Answer {
    await Self.ask(url(door, path), body: try JSONSerialization.data(withJSONObject: value))
  }

  static func ask(_ address: String, body: Data?) async -> Answer {
    guard let url = URL(string: address) else { return Answer(status: 0, body: Data()) }
    var request = URLRequest(url: url, timeoutInterval: 10)
    if let body {
      request.httpMethod = "POST"
      request.httpBody = body
      request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    }
    guard let (data, response) = try? await URLSession.shared.data(for: request) else {
      return Answer(status: 0, body: Data())
    }
    return Answer(status: (response as? HTTPURLResponse)?.statusCode ?? 0, body: data)
  }
}
