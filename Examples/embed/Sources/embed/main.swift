// A toy service under Tidegate: 60 requests per second and replica, 60 s to start one.
import Engine
import Foundation
import Telemetry

let workload = WorkloadConfiguration(replicaCapacity: 60, startupSeconds: 60)
var pipeline = try DecisionPipeline(workload, models: .shipped)
var replicas = 4
for tick in 0..<5_760 {  // a day of 15 s
  let time = Double(tick) * 15
  let load = 400 + 250 * sin(time / 86_400 * 2 * .pi)
  let decision = pipeline.decide(
    Observation(
      timestamp: time, requestsPerSecond: load, cpuPercent: min(100, load / Double(replicas) / 0.6),
      readyReplicas: replicas, startingReplicas: 0))
  replicas = decision.replicas
  pipeline.refitIfDue()  // learns once a day from the workload's own history
  if tick % 960 == 0 { print("\(Int(time / 3600)) h: \(Int(load)) req/s, \(replicas) replicas. \(decision.reason)") }
}
