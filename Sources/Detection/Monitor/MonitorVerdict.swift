/// What a monitor says of a row.
public struct MonitorVerdict: Sendable, Equatable {
  /// The detector's score under the rules: below 1 where they excuse the row, at least 1 where a watch alarms.
  public var score: AnomalyScore
  /// Whether an incident begins here: the one alarm.
  public var isAlarm: Bool
  /// For an anomaly, the incident's kind as far as it can be known at this row.
  public var kind: AnomalyKind?
  /// What was expected of the metric on top, for an anomaly.
  public var finding: MetricFinding?
  /// The incident that this row showed to be over.
  public var ended: Incident?
}
