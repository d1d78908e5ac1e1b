/// A workload's row: its name, and the configuration that it was last run with, as JSON.
package struct StoredWorkload: Sendable, Equatable {
  package var id: Int64
  package var name: String
  /// As of `WorkloadDocument`; what the REST API put there is found again after a restart.
  package var configuration: String
  /// Whether the REST API made it, rather than the configuration file.
  package var isOwn: Bool

  package init(id: Int64, name: String, configuration: String, isOwn: Bool) {
    self.id = id
    self.name = name
    self.configuration = configuration
    self.isOwn = isOwn
  }
}
