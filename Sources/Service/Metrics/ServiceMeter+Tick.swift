extension ServiceMeter {
  /// Counts a decision; see `decided(_:_:_:rung:queue:compute:)`.
  func decided(_ tick: Tick, queue: Duration?, compute: Duration) {
    guard let decision = tick.decision else { return }
    decided(tick.workload, tick.observation, decision, rung: tick.rung, queue: queue, compute: compute)
  }

  /// Counts an incident; see `incident(of:sequence:isOpen:)`.
  func incident(_ record: IncidentRecord) {
    incident(of: record.workload, sequence: record.sequence, isOpen: record.to == nil)
  }
}
