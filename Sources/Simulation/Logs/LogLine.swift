/// A structured line that a replica of a service wrote.
public struct LogLine: Sendable, Equatable, Codable {
  public enum Level: String, Sendable, Codable, CaseIterable { case info, warning, error }

  /// Unix seconds.
  public var time: Double
  public var level: Level
  public var service: String
  /// The message without its values: what a log parser is to find.
  public var template: String
  public var message: String
}
