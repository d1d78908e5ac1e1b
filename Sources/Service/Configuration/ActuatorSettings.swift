/// Where a workload's decisions go.
public enum ActuatorSettings: Sendable, Equatable {
  /// Nowhere but into the log: Tidegate runs in shadow.
  case log
  /// To an address, signed.
  case webhook(WebhookSettings)
  /// Into the simulated service that the observations come from.
  case simulator

  /// As the REST API says it.
  public var name: String {
    switch self {
    case .log: "log"
    case .webhook: "webhook"
    case .simulator: "simulator"
    }
  }
}
