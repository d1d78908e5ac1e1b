/// What the service holds at the moment of a scrape, and does not count.
package struct ServiceReadings: Sendable, Equatable {
  /// Whether `/health/ready` says so.
  package var isReady = false
  /// Requests that are inside; see `AdmissionQueue.count`.
  package var waitingRequests = 0
  /// Clients of the server-sent events; see `EventHub.watchers`.
  package var watchers = 0
  /// Entries that wait for the journal's writer.
  package var journalEntries = 0
  /// Bytes of the journal's files.
  package var journalBytes = 0

  package init() {}
}
