import Foundation
import Service
import Testing

/// A folder that goes away with its test, and configurations in it.
final class ConfigurationFolder: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("tidegate-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  @discardableResult
  func write(_ text: String, to name: String, mode: Int = 0o600) throws -> String {
    let file = "\(path)/\(name)"
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
    return file
  }

  /// Reads a configuration.
  func load(
    _ yaml: String, _ environment: [String: String] = [:]
  ) throws -> (configuration: ServiceConfiguration, warnings: [String]) {
    try ServiceConfiguration.load(path: try write(yaml, to: "tidegate.yaml"), environment: environment)
  }

  /// All that is wrong with a configuration, without the folder's name.
  func complaints(_ yaml: String, _ environment: [String: String] = [:]) throws -> [String] {
    do {
      _ = try load(yaml, environment)
      return []
    } catch let error as ServiceError {
      guard case .configuration(let complaints) = error else { throw error }
      return complaints.map { $0.replacingOccurrences(of: "\(path)/", with: "") }
    }
  }
}
