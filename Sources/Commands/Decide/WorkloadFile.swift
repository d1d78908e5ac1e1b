import Engine
import Foundation
import Scaling

/// The file of `decide --workload`.
struct WorkloadFile: Decodable {
  var replicaCapacity: Double?
  var startupSeconds: Double?
  var tickSeconds: Double?
  var metricLagSeconds: Double?
  var minReplicas: Int?
  var maxReplicas: Int?
  var mode: String?
  var history: String?
  var historyColumn: String?
  var historyInterval: Double?
  var models: String?

  private enum Key: String, CodingKey, CaseIterable {
    case replicaCapacity, startupSeconds, tickSeconds, metricLagSeconds, minReplicas, maxReplicas, mode, history
    case historyColumn, historyInterval, models
  }

  init() {}

  /// Reads a file; an unknown field is a mistake, not a wish.
  init(contentsOf path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else {
      throw CommandFailure(.inputMissing, "\(path) is not there; give the path of a workload file")
    }
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    do {
      let object = try JSONSerialization.jsonObject(with: data)
      if !(object is [String: Any]) {
        throw CommandFailure(
          .badConfiguration, "\(path) is not a JSON object, expected one such as {\"replicaCapacity\": 110}")
      }
      if let object = object as? [String: Any] {
        let known = Set(Key.allCases.map(\.rawValue))
        if let unknown = object.keys.sorted().first(where: { !known.contains($0) }) {
          throw CommandFailure(
            .badConfiguration,
            "\(path): '\(unknown)' is not a field; the fields are \(Key.allCases.map(\.rawValue).joined(separator: ", "))"
          )
        }
      }
      self = try JSONDecoder().decode(WorkloadFile.self, from: data)
    } catch let error as DecodingError {
      throw CommandFailure(.badConfiguration, "\(path): \(error.sentence)")
    } catch let error as CommandFailure {
      throw error
    } catch {
      throw CommandFailure(
        .badConfiguration, "\(path) is not JSON: expected an object such as {\"replicaCapacity\": 110}")
    }
    // Files are named from where the workload file lies, as well as from where the command runs.
    history = history.map { Self.resolve($0, beside: path) }
    models = models.map { Self.resolve($0, beside: path) }
  }

  private static func resolve(_ name: String, beside path: String) -> String {
    if FileManager.default.fileExists(atPath: name) { return name }
    let beside = URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent(name).path
    return FileManager.default.fileExists(atPath: beside) ? beside : name
  }

  /// The workload that the file describes.
  func configuration() throws -> WorkloadConfiguration {
    guard let mode = Mode(rawValue: mode ?? "balanced") else {
      throw CommandFailure(
        .badConfiguration,
        "mode is '\(mode ?? "")', expected \(Mode.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    var workload = WorkloadConfiguration(replicaCapacity: replicaCapacity, policy: .tidegate(mode))
    if let startupSeconds { workload.startupSeconds = startupSeconds } else { workload.startupIsEstimated = true }
    if let tickSeconds { workload.tickSeconds = tickSeconds }
    if let metricLagSeconds { workload.metricLagSeconds = metricLagSeconds }
    if let minReplicas { workload.minReplicas = minReplicas }
    if let maxReplicas { workload.maxReplicas = maxReplicas }
    if let historyInterval, !(0.1...31_536_000).contains(historyInterval) {
      throw CommandFailure(
        .badConfiguration, "historyInterval is \(historyInterval), expected 0.1 to 31536000 seconds")
    }
    return try workload.validated()
  }
}
