import Logging

/// How much the service says on standard error, and in what form.
public struct LogSettings: Sendable, Equatable {
  public enum Format: String, Sendable, CaseIterable {
    /// A JSON object a line.
    case json
    case text
  }

  public var level: Logger.Level
  public var format: Format

  public init(level: Logger.Level, format: Format) {
    self.level = level
    self.format = format
  }
}
