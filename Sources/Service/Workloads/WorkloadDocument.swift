import Engine
import Foundation
import Scaling

/// A workload's configuration as the REST API takes, shows and keeps it: the fields of the contract's workload file.
struct WorkloadDocument: Codable, Sendable, Equatable {
  var replicaCapacity: Double?
  var startupSeconds: Double?
  var tickSeconds: Double?
  var metricLagSeconds: Double?
  var minReplicas: Int?
  var maxReplicas: Int?
  var mode: String?

  init(_ settings: WorkloadSettings) {
    let workload = settings.configuration
    replicaCapacity = workload.replicaCapacity
    startupSeconds = workload.startupIsEstimated ? nil : workload.startupSeconds
    tickSeconds = workload.tickSeconds
    metricLagSeconds = workload.metricLagSeconds
    minReplicas = workload.minReplicas
    maxReplicas = workload.maxReplicas
    if case .tidegate(let kind) = workload.policy { mode = kind.rawValue }
  }

  init(text: String) throws { self = try JSONDecoder().decode(WorkloadDocument.self, from: Data(text.utf8)) }

  var text: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }

  /// - Throws: `RequestRefusal` for values that make no sense.
  func settings(named name: String, defaults: WorkloadConfiguration = WorkloadConfiguration()) throws(RequestRefusal)
    -> WorkloadSettings
  {
    var workload = defaults
    if let replicaCapacity { workload.replicaCapacity = replicaCapacity }
    workload.startupIsEstimated = startupSeconds == nil
    if let startupSeconds { workload.startupSeconds = startupSeconds }
    if let tickSeconds { workload.tickSeconds = tickSeconds }
    if let metricLagSeconds { workload.metricLagSeconds = metricLagSeconds }
    if let minReplicas { workload.minReplicas = minReplicas }
    if let maxReplicas { workload.maxReplicas = maxReplicas }
    if let mode {
      guard let kind = Mode(rawValue: mode) else {
        throw RequestRefusal(
          .badRequest, "mode is '\(mode)', expected \(Mode.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      workload.policy = .tidegate(kind)
    }
    do {
      return WorkloadSettings(name: name, configuration: try workload.validated())
    } catch {
      throw RequestRefusal(.badRequest, "\(error)")
    }
  }
}
