/// A new version of a service, rolled out replica by replica.
public struct DeploymentSpecification: Sendable, Equatable {
  public var service: String
  /// Minutes from the beginning.
  public var startMinutes = 60.0
  /// Replicas above the wanted number, and below it, at any time, as shares of it.
  public var surge = 0.25
  public var unavailable = 0.0
  /// By what the version is slower, what share of its requests fails, and what its replicas leak an hour, in megabytes.
  public var slowness = 1.0
  public var failing = 0.0
  public var leakPerHour = 0.0
  /// Whether it never becomes ready.
  public var crashes = false
  /// Whether readiness is checked: without it, replicas that crash take requests.
  public var isChecked = true
  /// Seconds of a failing roll-out (no progress, errors of 2 %, or twice the p95) until it is rolled back; 0 never does.
  public var rollbackSeconds = 180.0

  public init(service: String) { self.service = service }
}
