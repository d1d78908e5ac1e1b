import Detection
import Engine
import Foundation
import Scaling

/// Things that tests send.
enum Samples {
  static func decision(_ replicas: Int, at timestamp: Double = 1_200) -> DecisionMessage {
    DecisionMessage(
      timestamp: timestamp, workload: "web", replicas: replicas, policy: "tidegate:balanced", reason: "the load rises",
      forecast: nil, anomalyScore: nil, degraded: nil, guardrail: nil, promotion: nil, replicaCapacity: 100,
      replicaCapacityError: nil, startupSeconds: 60, latencyMicroseconds: 12.5)
  }

  static func incident(kind: String = "spike", metric: String = "errorPercent") throws -> Incident {
    let text = """
      {"firstRow": 3, "lastRow": 4, "peakRow": 4, "peakScore": 3.5, "metric": "\(metric)", "kind": "\(kind)",
       "direction": "high", "finding": {"value": 12, "expected": 0.5, "lower": 0, "upper": 2, "contribution": 1},
       "contributions": [{"metric": "\(metric)", "share": 1}]}
      """
    return try JSONDecoder().decode(Incident.self, from: Data(text.utf8))
  }
}
