import Telemetry

extension Observation {
  private static let largest = 1e15
  private static let mostReplicas = 1e6

  /// A tick of the values that a source has; what makes no sense is missing.
  package init(timestamp: Double, fields: [ObservationField: Double]) {
    self.init(timestamp: timestamp)
    for (field, value) in fields where (0...Self.largest).contains(value) {
      let replicas = value <= Self.mostReplicas ? Int(value.rounded()) : nil
      switch field {
      case .requestsPerSecond: requestsPerSecond = value
      case .cpuPercent: cpuPercent = value
      case .memoryPercent: memoryPercent = value
      case .latencyP95Milliseconds: latencyP95Milliseconds = value
      case .errorPercent: errorPercent = value
      case .readyReplicas: readyReplicas = replicas
      case .startingReplicas: startingReplicas = replicas
      }
    }
  }
}
