/// Where decisions go: something that can be asked for a number of replicas.
public protocol Actuator {
  /// Asks for `replicas`, ready and starting together.
  mutating func scale(to replicas: Int)
}
