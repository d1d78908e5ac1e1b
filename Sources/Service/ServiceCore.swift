import AsyncHTTPClient
import Engine
import Foundation
import Logging

/// The parts of the running service that doors, sources and keepers share.
final class ServiceCore: Sendable {
  let configuration: ServiceConfiguration
  let models: ModelSet
  let journal: Journal
  let registry: WorkloadRegistry
  let events: EventHub
  let meter: ServiceMeter
  let intake: Intake
  let reactions: Reactions
  /// Series of scrapes and remote writes.
  let series: SeriesBudget
  /// Those that a Prometheus writes, of all workloads.
  let written: SampleStore
  let http: HTTPClient
  let client: PeerClient
  let queue: AdmissionQueue
  let readiness = Readiness()
  let build: ServiceBuild
  let log: Logger
  let started = ContinuousClock.now

  /// Opens the journal and takes up every workload where it stopped.
  ///
  /// - Throws: `ServiceError` when models or journal cannot be used.
  init(_ configuration: ServiceConfiguration, build: ServiceBuild, meter: ServiceMeter, log: Logger) throws {
    self.configuration = configuration
    self.build = build
    self.meter = meter
    self.log = log
    do {
      models = try configuration.models.map { path throws(EngineError) in try ModelSet(contentsOf: path) } ?? .shipped
    } catch {
      throw ServiceError.resource("\(error)")
    }
    journal = try Journal(configuration.storage, log: log)
    registry = WorkloadRegistry(configuration, journal: journal, models: models, meter: meter, log: log)
    events = EventHub()
    queue = AdmissionQueue(configuration.limits)
    series = SeriesBudget(limit: configuration.limits.series)
    written = SampleStore(budget: series)
    http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: PeerClient.configuration)
    client = PeerClient(http)
    try registry.resume()
    var reactions = Reactions(events: events)
    for workload in registry.all {
      guard case .webhook(let settings) = workload.settings.actuator else { continue }
      reactions.webhooks[workload.id] = WebhookActuator(settings, workload: workload.name, client: client, log: log) {
        meter.actuated("webhook", isDelivered: $0)
      }
    }
    if let alerts = configuration.alerts {
      var open: [Alert] = []
      for workload in registry.all {
        open += try journal.openIncidents(of: workload.id).map {
          Alert($0, workload: workload.name, labels: alerts.labels)
        }
      }
      reactions.alertmanager = AlertmanagerClient(alerts, open: open, client: client, log: log) {
        meter.alerted($0, isDelivered: $1)
      }
    }
    self.reactions = reactions
    intake = Intake(journal: journal, reactions: reactions, meter: meter, log: log)
  }
}
