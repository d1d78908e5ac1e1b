/// A moment in time as text.
public enum Timestamp {
  /// Seconds since 1970 of Unix seconds or ISO 8601, as a table's time column is read; nil for other text.
  public static func seconds(_ text: String) -> Double? {
    let bytes = Array(text.utf8)
    guard case .seconds(let seconds) = TimestampText(bytes.span) else { return nil }
    return seconds
  }
}
