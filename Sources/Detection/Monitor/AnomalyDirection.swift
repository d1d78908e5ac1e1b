/// Which deviations count, and in an incident the side on which its metric deviated.
public enum AnomalyDirection: String, Sendable, Codable, CaseIterable {
  /// Above what was expected.
  case high
  /// Below.
  case low
  /// Either.
  case both
}
