import Engine
import Foundation
import Logging
import Synchronization
import Telemetry

/// The workloads of the service, by name.
///
/// One that nobody configured comes into being with its first observation, within the limits on their number and memory.
final class WorkloadRegistry: Sendable {
  /// What a workload takes at most, in megabytes; measured by `tidegate bench service`.
  static let megabytesPerWorkload = 0.2
  private static let longestName = 128

  private let configuration: ServiceConfiguration
  private let journal: Journal
  private let models: Mutex<ModelSet>
  private let log: Logger
  private let workloads = Mutex<[String: Workload]>([:])

  init(_ configuration: ServiceConfiguration, journal: Journal, models: ModelSet, log: Logger) {
    self.configuration = configuration
    self.journal = journal
    self.models = Mutex(models)
    self.log = log
  }

  /// Takes up every workload of the configuration and of the journal, where it stopped.
  ///
  /// - Throws: `ServiceError.storage` when what is kept cannot be used.
  func resume() throws {
    let stored = try journal.workloads()
    for settings in configuration.workloads {
      let document = try WorkloadDocument(settings).text
      let row = try journal.add(name: settings.name, configuration: document, isOwn: false)
      try put(settings, row: row.id, isOwn: false)
    }
    let configured = Set(configuration.workloads.map(\.name))
    for row in stored where row.isOwn && !configured.contains(row.name) {
      try put(WorkloadDocument(text: row.configuration).settings(named: row.name), row: row.id, isOwn: true)
    }
  }

  var all: [Workload] { workloads.withLock { $0.values.sorted { $0.name < $1.name } } }
  var count: Int { workloads.withLock { $0.count } }

  func workload(named name: String) -> Workload? { workloads.withLock { $0[name] } }

  /// The workload of that name, made with the default configuration where there is none.
  func workloadOrNew(named name: String) throws -> Workload {
    if let known = workload(named: name) { return known }
    return try make(WorkloadSettings(name: name, configuration: configuration.defaults))
  }

  /// Makes a workload, or gives one of the REST API another configuration: it then begins anew.
  func make(_ settings: WorkloadSettings) throws -> Workload {
    try Self.check(name: settings.name)
    if let known = workload(named: settings.name) {
      guard known.isOwn else {
        throw RequestRefusal(
          .conflict, "'\(settings.name)' is in the configuration file; change it there, or give another name")
      }
      if known.settings == settings { return known }
    } else {
      try admitOne()
    }
    let row = try journal.add(name: settings.name, configuration: WorkloadDocument(settings).text, isOwn: true)
    return try put(settings, row: row.id, isOwn: true)
  }

  func remove(_ name: String) throws {
    guard let known = workload(named: name) else { throw RequestRefusal.unknownWorkload(name) }
    guard known.isOwn else {
      throw RequestRefusal(.conflict, "'\(name)' is in the configuration file; take it out there")
    }
    workloads.withLock { $0[name] = nil }
    try journal.remove(workload: known.id)
  }

  /// Models for workloads that begin from now on.
  func use(_ models: ModelSet) { self.models.withLock { $0 = models } }

  private func admitOne() throws(RequestRefusal) {
    let count = count
    guard count < configuration.limits.workloads else {
      throw RequestRefusal(
        .insufficientStorage,
        "there are \(count) workloads already, as many as limits.workloads allows; remove one or raise the limit")
    }
    let megabytes = Double(count + 1) * Self.megabytesPerWorkload
    guard megabytes <= configuration.limits.memoryMegabytes else {
      throw RequestRefusal(
        .insufficientStorage,
        "another workload would take \(Int(megabytes)) MB with those that there are, more than limits.memoryMegabytes of "
          + "\(Int(configuration.limits.memoryMegabytes)); remove one or raise the limit")
    }
  }

  private static func check(name: String) throws(RequestRefusal) {
    let isUsable =
      !name.isEmpty && name.utf8.count <= longestName
      && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.:".contains($0)) }
    guard isUsable else {
      throw RequestRefusal(
        .badRequest,
        "the workload's name is '\(name.prefix(longestName))', expected 1 to \(longestName) letters, digits and - _ . :")
    }
  }

  @discardableResult
  private func put(_ settings: WorkloadSettings, row: Int64, isOwn: Bool) throws -> Workload {
    let models = models.withLock { $0 }
    let core = try Replay.newest(of: row, in: journal, settings, models: models) { log.warning("\($0)") }
    let workload = Workload(id: row, settings: settings, isOwn: isOwn, core: core, detector: models.detectorHash)
    workloads.withLock { $0[settings.name] = workload }
    return workload
  }
}
