import Engine
import Telemetry

/// A decision as the doors tell it: the contract's answer, its number, and the rung that it was made on.
struct DecisionDocument: Encodable {
  let tick: Tick
  let workload: String
  /// Whether the observation is told too.
  var withObservation = false

  private enum Key: String, CodingKey { case id, rung, observation, timestamp, workload, models }

  func encode(to encoder: any Encoder) throws {
    if var decision = tick.decision {
      decision.workload = workload
      try decision.encode(to: encoder)
    }
    var container = encoder.container(keyedBy: Key.self)
    if tick.decision == nil {
      try container.encode(tick.observation.timestamp, forKey: .timestamp)
      try container.encode(workload, forKey: .workload)
    }
    try container.encode(tick.id, forKey: .id)
    try container.encode(tick.rung.rawValue, forKey: .rung)
    try container.encode(tick.models, forKey: .models)
    if withObservation { try container.encode(tick.observation, forKey: .observation) }
  }
}
