/// A workload's row: its name, and the configuration that it was last run with, as JSON.
struct StoredWorkload: Sendable, Equatable {
  var id: Int64
  var name: String
  /// As of `WorkloadDocument`; what the REST API put there is found again after a restart.
  var configuration: String
  /// Whether the REST API made it, rather than the configuration file.
  var isOwn: Bool
}
