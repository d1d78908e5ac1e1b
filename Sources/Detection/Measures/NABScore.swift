/// What a detector scores in the Numenta Anomaly Benchmark at one threshold.
public struct NABScore: Sendable, Codable, Equatable {
  /// One file's part.
  public struct File: Sendable, Codable, Equatable {
    public let file: String
    /// The sum of its windows' and false alarms' values.
    public let score: Double
    public let windows: Int
    /// Windows with a detection in them.
    public let windowsHit: Int
    /// Rows detected outside windows, after probation.
    public let falseAlarms: Int
    /// Rows detected in windows.
    public let hits: Int
  }

  public let profile: NABProfile
  /// A row is detected from this score on.
  public let threshold: Double
  /// 100 (raw - null) / (perfect - null): 100 for every window detected at its left edge and nothing else, 0 for nothing
  /// detected, below 0 for a chatty detector; nil without windows.
  public let normalized: Double?
  /// The sum of the files' scores.
  public let raw: Double
  public let files: [File]
}
