/// Something to be kept; see `Journal.enqueue`.
package enum JournalEntry: Sendable {
  case tick(Tick)
  case checkpoint(Checkpoint)
  case incident(IncidentRecord)
}
