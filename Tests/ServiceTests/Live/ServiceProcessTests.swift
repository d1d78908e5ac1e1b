import Foundation
import Testing

/// The service as a process: how it ends, and what it still knows afterwards.
@Suite(.serialized) struct ServiceProcessTests {
  private static func observation(_ tick: Int) -> [String: Any] { ServiceWorld.observation(tick) }

  /// Kills in a row; `make soak` asks for a hundred.
  private static var kills: Int {
    ProcessInfo.processInfo.environment["TIDEGATE_KILLS"].flatMap { Int($0) } ?? 3
  }

  @Test func `told to stop it finishes, keeps its states and exits with 0, and goes on where it stopped`() async throws
  {
    let service = try LiveService()
    var process = try await service.start("")
    for tick in 0..<30 {
      let answer = try await service.post(2, "/v1/decide", Self.observation(tick))
      #expect(answer.status == 200)
    }
    process.terminate()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0 && process.terminationReason == .exit, "\(service.log)")
    process = try await service.start("")
    let answer = try await service.post(2, "/v1/decide", Self.observation(30))
    #expect(answer.object["id"] as? Int == 31)
    let replay = try await service.get(0, "/api/v1/workloads/default/decisions/31/replay")
    #expect(replay.object["identical"] as? Bool == true, "\(replay.object)")
    process.terminate()
    process.waitUntilExit()
  }

  @Test func `killed at any moment it loses nothing that it has acknowledged`() async throws {
    let service = try LiveService()
    var tick = 0
    var acknowledged: [Int: Int] = [:]
    for _ in 0..<Self.kills {
      let process = try await service.start("")
      let killer = Task.detached {
        try await Task.sleep(for: .milliseconds(Int.random(in: 50...400)))
        kill(process.processIdentifier, SIGKILL)
      }
      while true {
        let answer = try await service.post(2, "/v1/decide", Self.observation(tick))
        guard answer.status == 200, let id = answer.object["id"] as? Int else { break }
        acknowledged[id] = answer.object["replicas"] as? Int
        tick += 1
      }
      try await killer.value
      process.waitUntilExit()
      tick += 1
    }
    let process = try await service.start("")
    for (id, replicas) in acknowledged {
      let kept = try await service.get(0, "/api/v1/workloads/default/decisions/\(id)")
      #expect(kept.object["replicas"] as? Int == replicas, "decision \(id)")
    }
    for id in acknowledged.keys.sorted().suffix(3) {
      let replay = try await service.get(0, "/api/v1/workloads/default/decisions/\(id)/replay")
      #expect(replay.object["identical"] as? Bool == true, "decision \(id): \(replay.object)")
    }
    process.terminate()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test func `a configuration that is wrong is refused with code 78, and every complaint has its line`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tidegate-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "wrong.yaml")
    try Data("profile: production\nports: {main: 99999}\nstorge: {path: x}\n".utf8).write(to: file)
    let process = Process()
    process.executableURL = LiveService.binary
    process.environment = LiveService.environment
    process.arguments = ["serve", "--check", "--config", file.path]
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let text = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 78)
    for word in ["wrong.yaml:2:", "99999", "wrong.yaml:3:1", "storge", "tls"] {
      #expect(text.contains(word), "\(word): \(text)")
    }
  }

  @Test func `a damaged model is refused with one sentence, and the service does not start`() throws {
    let service = try LiveService()
    let models = service.folder.appending(path: "models/forecaster")
    try FileManager.default.createDirectory(at: models, withIntermediateDirectories: true)
    try Data("no model".utf8).write(to: models.appending(path: "model.safetensors"))
    let configuration = service.folder.appending(path: "tidegate.yaml")
    try Data("models: models\nports: {main: 0, metrics: 0, inference: 0}\n".utf8).write(to: configuration)
    let process = Process()
    process.executableURL = LiveService.binary
    process.environment = LiveService.environment
    process.arguments = ["serve", "--config", configuration.path]
    process.currentDirectoryURL = service.folder
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let text = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect([65, 66].contains(process.terminationStatus), "\(text)")
    #expect(text.contains("models") && text.split(separator: "\n").count == 1, "\(text)")
  }
}
