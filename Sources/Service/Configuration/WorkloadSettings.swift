import Engine

/// A workload of the configuration file: what it is, where its metrics come from, where its decisions go.
public struct WorkloadSettings: Sendable, Equatable {
  public var name: String
  public var configuration: WorkloadConfiguration
  public var source: SourceSettings
  public var actuator: ActuatorSettings

  public init(
    name: String, configuration: WorkloadConfiguration, source: SourceSettings = .api, actuator: ActuatorSettings = .log
  ) {
    self.name = name
    self.configuration = configuration
    self.source = source
    self.actuator = actuator
  }
}
