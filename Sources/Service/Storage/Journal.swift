import Logging

final class Journal: Sendable {
  init(_ settings: StorageSettings, log: Logger) throws(ServiceError) {}
  func enqueue(_ entries: [JournalEntry]) -> JournalTicket { JournalTicket() }
  func workloads() throws(ServiceError) -> [StoredWorkload] { [] }
  func add(name: String, configuration: String, isOwn: Bool) throws(ServiceError) -> StoredWorkload {
    StoredWorkload(id: 0, name: name, configuration: configuration, isOwn: isOwn)
  }
  func remove(workload: Int64) throws(ServiceError) {}
  func newestCheckpoint(of workload: Int64, atOrBefore sequence: Int64?) throws(ServiceError) -> Checkpoint? { nil }
  func ticks(of workload: Int64, after sequence: Int64, through last: Int64?, limit: Int) throws(ServiceError) -> [Tick] { [] }
  func lastSequence(of workload: Int64) throws(ServiceError) -> Int64? { nil }
}
