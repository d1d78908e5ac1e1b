/// Lets a score through only if it exceeds every score let through in the last rows: one alarm per incident.
public struct AlarmSuppression: Sendable, Equatable, Codable {
  private static let rows = 60

  private var loudest = 0.0
  private var quietRows = 0

  public init() {}

  /// The score, or nothing if a score as large was said within the last 60 rows.
  public mutating func pass(_ score: AnomalyScore) -> AnomalyScore {
    quietRows += 1
    if quietRows > Self.rows { loudest = 0 }
    guard score.value > loudest else { return .none }
    loudest = score.value
    quietRows = 0
    return score
  }
}
