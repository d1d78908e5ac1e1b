/// Anomalous rows that belong together: what an operator is told once.
public struct Incident: Sendable, Equatable, Codable {
  /// A metric's part in an incident.
  public struct Contribution: Sendable, Equatable, Codable {
    public var metric: String
    /// Of the row's score, above 0 and at most 1.
    public var share: Double
  }

  /// The first and the newest anomalous row, counted from 0, with their times in seconds since 1970 where they are known.
  public var firstRow: Int
  public var lastRow: Int
  public var firstTime: Double?
  public var lastTime: Double?
  /// The largest score and its row. What follows is of that row.
  public var peakRow: Int
  public var peakScore: Double
  /// The metric that contributed most; nil when none stands out or whole rows are missing.
  public var metric: String?
  /// Its value, and what was expected of it; nil for a gap.
  public var finding: MetricFinding?
  /// The metrics with a part in the score, largest first, ten at most.
  public var contributions: [Contribution]
  /// Named from the rows since the first one; it may change while the incident lasts.
  public var kind: AnomalyKind
  /// The side on which the metric deviated; nil when neither, never `both`.
  public var direction: AnomalyDirection?
  /// For a flat line and a gap: rows without a change, and rows or seconds without a value.
  public var duration: Double?
}
