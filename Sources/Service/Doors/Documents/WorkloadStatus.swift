import Engine
import Scaling

/// A workload as the doors tell it.
struct WorkloadStatus: Encodable {
  private struct Model: Encodable {
    let forecaster: String?
    let detector: String?
    let ageSeconds: Double?
    let historyHours: Double
  }

  private let name: String
  private let configuration: WorkloadDocument
  private let source: String
  private let actuator: String
  private let state: String
  private let model: Model
  private let replicaCapacity: Double?
  private let latest: DecisionDocument?
  private let incident: IncidentDocument?

  init(_ workload: Workload) {
    name = workload.name
    configuration = WorkloadDocument(workload.settings)
    source = workload.settings.source.name
    actuator = workload.settings.actuator.name
    let newest = workload.latest
    let (hours, incident, capacity, isWarm) = workload.read { core in
      (
        core.ladder.pipeline.historySeconds / 3_600, core.incidentRecord(workload: workload.id),
        core.ladder.pipeline.replicaCapacity, core.ladder.pipeline.isWarm
      )
    }
    let models = workload.models
    let age = workload.learnedAt.flatMap { learned in newest.map { max(0, $0.observation.timestamp - learned) } }
    model = Model(forecaster: models.forecaster, detector: models.detector, ageSeconds: age, historyHours: hours)
    state = isWarm ? "ready" : "warming up"
    replicaCapacity = capacity
    latest = newest.map { DecisionDocument(tick: $0, workload: workload.name, withObservation: true) }
    self.incident = incident.map { IncidentDocument($0, workload: workload.name) }
  }
}
