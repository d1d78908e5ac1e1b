import Detection

/// An incident of a workload as it is kept; it is written when it begins, when it changes much, and when it ends.
struct IncidentRecord: Sendable, Equatable {
  /// The row's number; nil before it is kept. The same incident keeps its row.
  var id: Int64?
  var workload: Int64
  /// The tick with which it began: with the workload, what an incident is known by.
  var sequence: Int64
  /// Seconds since 1970, or of the simulation.
  var from: Double
  /// Nil while it lasts.
  var to: Double?
  var incident: Incident
}

extension IncidentRecord {
  /// - Parameter time: Of the tick that brought the change.
  init(_ change: WorkloadCore.IncidentChange, workload: Int64, at time: Double) {
    switch change {
    case .began(let incident, let sequence), .changed(let incident, let sequence):
      self.init(
        id: nil, workload: workload, sequence: sequence, from: incident.firstTime ?? time, to: nil, incident: incident)
    case .ended(let incident, let sequence):
      self.init(
        id: nil, workload: workload, sequence: sequence, from: incident.firstTime ?? time,
        to: incident.lastTime ?? time, incident: incident)
    }
  }
}
