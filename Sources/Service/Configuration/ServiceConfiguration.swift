import Engine
import Scaling

/// Everything that can be set of the service; what a file leaves out has the value given here.
public struct ServiceConfiguration: Sendable, Equatable {
  public var profile: ServiceProfile
  /// The address that all doors listen on.
  public var host = "127.0.0.1"
  public var ports: DoorPorts
  /// Certificate and key of the main and the AI door; nil for plain HTTP.
  public var tls: TLSFiles?
  /// Who may do what; empty where everything is open.
  public var tokens: [AccessToken] = []
  public var storage = StorageSettings()
  public var limits = ServiceLimits()
  /// Seconds from the wish to stop until the process must have ended.
  public var graceSeconds = 20.0
  public var log: LogSettings
  public var alerts: AlertSettings?
  /// Folder with trained models; nil for those inside the binary.
  public var models: String?
  /// Where workloads begin that the file does not name.
  public var defaults = WorkloadConfiguration(startupIsEstimated: true)
  public var workloads: [WorkloadSettings] = []

  public init(profile: ServiceProfile = .experimental) {
    self.profile = profile
    ports = profile.ports
    log = profile.log
  }
}
