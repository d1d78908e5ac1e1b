import Detection

/// An incident as the doors tell it.
struct IncidentDocument: Encodable {
  private let id: Int64?
  private let workload: String
  private let from: Double
  private let to: Double?
  private let open: Bool
  private let peakScore: Double
  private let kind: String
  private let metric: String?
  private let direction: String?
  private let sentence: String
  private let contributions: [Incident.Contribution]

  init(_ record: IncidentRecord, workload: String) {
    id = record.id
    self.workload = workload
    from = record.from
    to = record.to
    open = record.to == nil
    peakScore = record.incident.peakScore
    kind = record.incident.kind.rawValue
    metric = record.incident.metric
    direction = record.incident.direction?.rawValue
    sentence = record.incident.sentence
    contributions = record.incident.contributions
  }
}
