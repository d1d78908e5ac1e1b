import Foundation

extension ServiceCore {
  var status: ServiceStatus {
    let storage = journal.statistics
    return ServiceStatus(
      version: build.version, commit: build.commit, profile: configuration.profile.rawValue,
      uptimeSeconds: (ContinuousClock.now - started).seconds, ready: readiness.obstacle == nil,
      workloads: registry.count,
      models: ModelHashes(forecaster: Workload.hash(models.forecaster), detector: models.detectorHash),
      storage: ServiceStatus.Storage(bytes: storage.bytes, ticks: storage.ticks, decisions: storage.decisions))
  }

  /// What a scrape reads rather than counts.
  var readings: ServiceReadings {
    var readings = ServiceReadings()
    readings.isReady = readiness.obstacle == nil
    readings.waitingRequests = queue.count
    readings.watchers = events.watchers
    readings.journalEntries = journal.waiting
    readings.journalBytes = Int(journal.statistics.bytes)
    return readings
  }
}
