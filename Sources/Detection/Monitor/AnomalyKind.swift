/// What an anomaly looks like.
public enum AnomalyKind: String, Sendable, Codable, CaseIterable {
  /// Leaves its level and comes back; at the first rows of an incident anything that leaves.
  case spike
  /// Stays at another level.
  case shift
  /// Moves further and further away.
  case trend
  /// A busy metric does not change any more.
  case flatLine
  /// Values stop coming.
  case gap
}
