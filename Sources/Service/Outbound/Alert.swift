import Detection
import Foundation

/// An incident as an Alertmanager is told of it.
package struct Alert: Sendable, Equatable {
  /// By this an incident is known for as long as it lasts: the workload and the tick with which it began.
  package var key: String
  /// By these an Alertmanager knows the alert; they stay what they were when it was first told.
  package var labels: [String: String]
  package var annotations: [String: String]
  /// In seconds since 1970.
  package var startsAt: Double
  package var isOver: Bool

  /// The value of the label `alertname`.
  package static let name = "TidegateAnomaly"
  /// The annotation that holds ``key``.
  static let keyAnnotation = "incident"

  /// - Parameters:
  ///   - sequence: Of the tick with which it began.
  ///   - labels: Besides its own, which they do not replace.
  package init(
    workload: String, sequence: Int64, from: Double, isOver: Bool, incident: Incident, labels: [String: String] = [:]
  ) {
    key = "\(workload):\(sequence)"
    var own = ["alertname": Self.name, "workload": workload, "kind": incident.kind.rawValue]
    own["metric"] = incident.metric
    self.labels = own.merging(labels) { own, _ in own }
    annotations = [
      "summary": "\(workload): \(incident.kind.rawValue) of \(incident.metric ?? "the metrics")",
      "description": incident.sentence, Self.keyAnnotation: key,
    ]
    startsAt = from
    self.isOver = isOver
  }
}

extension Alert {
  init(_ record: IncidentRecord, workload: String, labels: [String: String]) {
    self.init(
      workload: workload, sequence: record.sequence, from: record.from, isOver: record.to != nil,
      incident: record.incident, labels: labels)
  }

  /// As Alertmanager's API v2 takes it.
  ///
  /// - Parameters:
  ///   - now: In seconds since 1970.
  ///   - lifetime: An alert that is not sent again is over after so many seconds.
  func posted(now: Double, lifetime: Double) -> PostedAlert {
    PostedAlert(
      labels: labels, annotations: annotations, startsAt: PostedAlert.text(min(startsAt, now)),
      endsAt: PostedAlert.text(isOver ? now : now + lifetime))
  }
}
