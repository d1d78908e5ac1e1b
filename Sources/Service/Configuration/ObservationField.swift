/// The fields of an observation that a source can fill.
public enum ObservationField: String, Sendable, CaseIterable, Codable {
  case requestsPerSecond
  case cpuPercent
  case memoryPercent
  case latencyP95Milliseconds
  case errorPercent
  case readyReplicas
  case startingReplicas
}
