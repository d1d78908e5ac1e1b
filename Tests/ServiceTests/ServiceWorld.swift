import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Service
import Testing

/// A service on a journal in a fresh folder of its own, asked without sockets.
final class ServiceWorld {
  let folder: URL
  var configuration: ServiceConfiguration

  init(_ change: (inout ServiceConfiguration) -> Void = { _ in }) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("tidegate-service-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    configuration = ServiceConfiguration()
    configuration.ports = DoorPorts(main: 0, metrics: 0, inference: 0)
    configuration.storage.path = folder.appendingPathComponent("tidegate.sqlite").path
    // Decisions must not depend on how busy the machine is.
    configuration.limits.deadlineMilliseconds = 600_000
    configuration.defaults.replicaCapacity = 40
    configuration.defaults.startupIsEstimated = false
    change(&configuration)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// A service that begins, or goes on, with what the folder holds.
  func start() throws -> TidegateApplication {
    var log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    log.logLevel = .critical
    return try buildApplication(
      configuration, build: ServiceBuild(version: "test", commit: "test"), log: log)
  }

  /// Observations of a day's wave, a tick of 15 s each.
  static func observation(_ tick: Int, start: Double = 1_000_000) -> [String: Any] {
    let hour = Double(tick) / 240
    let load = 300 * (1 + 0.6 * cos((hour - 14) / 24 * 2 * Double.pi)) + Double(tick * 37 % 23)
    let ready = 12 + tick / 100 % 5
    return [
      "timestamp": start + Double(tick) * 15, "requestsPerSecond": load,
      "cpuPercent": min(100, 100 * load / (40 * Double(ready))), "readyReplicas": ready, "startingReplicas": 0,
    ]
  }

  static func body(_ value: Any) throws -> ByteBuffer {
    ByteBuffer(bytes: try JSONSerialization.data(withJSONObject: value))
  }
}

extension TestResponse {
  var object: [String: Any] {
    get throws {
      try #require(
        try JSONSerialization.jsonObject(with: Data(body.readableBytesView)) as? [String: Any],
        "\(String(buffer: body))")
    }
  }

  var array: [[String: Any]] {
    get throws {
      try #require(
        try JSONSerialization.jsonObject(with: Data(body.readableBytesView)) as? [[String: Any]],
        "\(String(buffer: body))")
    }
  }

  /// Holds a refusal to its status and to one sentence with these words.
  func isRefusal(_ expected: HTTPResponse.Status, _ words: String..., location: SourceLocation = #_sourceLocation)
    throws
  {
    #expect(status == expected, "\(String(buffer: body))", sourceLocation: location)
    let sentence = try #require(try object["error"] as? String, sourceLocation: location)
    for word in words { #expect(sentence.contains(word), "\(word) is not in: \(sentence)", sourceLocation: location) }
    #expect(!sentence.contains("\n"), sourceLocation: location)
  }
}
