/// A set of defaults for a purpose.
public enum ServiceProfile: String, Sendable, CaseIterable {
  /// Main door on 8080; refuses to start without TLS and tokens.
  case production
  /// Main door on 3000; talks much, and reloads configuration and models when they change.
  case development
  /// Main door on 9000; nothing is required.
  case experimental

  public var ports: DoorPorts {
    switch self {
    case .production: DoorPorts(main: 8080)
    case .development: DoorPorts(main: 3000)
    case .experimental: DoorPorts(main: 9000)
    }
  }

  public var log: LogSettings {
    switch self {
    case .development: LogSettings(level: .debug, format: .text)
    case .production, .experimental: LogSettings(level: .info, format: .json)
    }
  }

  /// Whether doors must be locked.
  public var requiresSecurity: Bool { self == .production }

  /// Whether files that change are read again while the service runs.
  public var reloads: Bool { self == .development }
}
