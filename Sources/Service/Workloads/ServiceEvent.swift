/// Something that happened, for those who watch.
enum ServiceEvent: Sendable {
  case decision(Tick, workload: String)
  case incident(IncidentRecord, workload: String)
}
