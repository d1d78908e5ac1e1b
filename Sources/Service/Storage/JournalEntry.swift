/// Something to be kept; see `Journal.enqueue`.
enum JournalEntry: Sendable {
  case tick(Tick)
  case checkpoint(Checkpoint)
  case incident(IncidentRecord)
}
