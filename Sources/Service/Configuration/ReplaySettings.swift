/// A recorded file to be replayed: a CSV with an observation's field names, or one column of load.
public struct ReplaySettings: Sendable, Equatable {
  public var file: String
  /// The column of requests per row; nil where the columns have an observation's names.
  public var column: String?
  /// Seconds between two rows; nil where the file has times.
  public var intervalSeconds: Double?
  /// Recorded seconds a second.
  public var speed = 1.0

  public init(file: String) { self.file = file }
}
