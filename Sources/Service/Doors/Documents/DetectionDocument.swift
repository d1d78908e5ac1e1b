import Detection
import Engine
import Telemetry

/// How strange an observation is, without its being remembered.
struct DetectionDocument: Encodable {
  private struct Finding: Encodable {
    let metric: String
    let value: Double
    let expected: Double
    let lower: Double
    let upper: Double
    let contribution: Double
  }

  private let timestamp: Double
  private let workload: String
  /// Of this observation, by the monitor that tells incidents.
  private let score: Double
  private let threshold = 1.0
  private let anomaly: Bool
  /// The metric with the largest part in it.
  private let top: String?
  private let kind: String?
  /// Of the newest minute, by the forecasting detector whose score decisions carry.
  private let anomalyScore: Double?
  /// The incident that is under way.
  private let incident: IncidentDocument?
  private let findings: [Finding]

  init(_ workload: Workload, observation: ObservationMessage) {
    self.workload = workload.name
    timestamp = observation.observation.timestamp
    let (look, current, known) = workload.read { core in
      (
        core.look(at: observation.observation), core.incidentRecord(workload: workload.id),
        core.ladder.pipeline.anomalyScore
      )
    }
    let verdict = look.verdict
    score = verdict.score.value
    anomaly = verdict.score.isAnomaly
    top = verdict.score.top.map { Metric.allCases[$0].rawValue }
    kind = verdict.kind?.rawValue
    anomalyScore = known
    incident = current.map { IncidentDocument($0, workload: workload.name) }
    findings = look.findings.map {
      Finding(
        metric: $0.metric, value: $0.finding.value, expected: $0.finding.expected, lower: $0.finding.lower,
        upper: $0.finding.upper, contribution: $0.finding.contribution)
    }
  }
}
