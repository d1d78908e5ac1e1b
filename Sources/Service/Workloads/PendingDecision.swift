/// A decision that is made and queued to be kept; it must not be told before that.
struct PendingDecision: Sendable {
  let workload: Workload
  var tick: Tick
  var incidents: [IncidentRecord]
  let ticket: JournalTicket

  /// Waits until it is kept, and numbers what was.
  mutating func committed() async throws(ServiceError) {
    let ids = try await ticket.committed()
    tick.id = ids[0]
    for index in incidents.indices { incidents[index].id = ids[index + 1] }
  }
}
