import Features
import Scaling

/// Knows the load to come: the bound that no policy can beat by much. It is never offered to a service.
///
/// It asks for the largest demand from now until replicas ordered now are ready.
public struct OraclePolicy: ScalingPolicy {
  private let limits: ReplicaLimits
  private let largestAhead: [Float]
  private var tick = 0

  /// - Complexity: O(ticks of the trace).
  public init(_ trace: LoadTrace, startupTicks: Int, limits: ReplicaLimits) {
    self.limits = limits
    var maximum = SlidingMaximum(length: startupTicks + 1)
    var ahead = [Float](repeating: 0, count: trace.loads.count)
    for index in trace.loads.indices.reversed() {
      maximum.append(Float(LoadTrace.demand(trace.loads[index])))
      ahead[index] = maximum.maximum
    }
    largestAhead = ahead
  }

  public mutating func decide(_ input: ScalingInput) -> ScalingRecommendation {
    let load = largestAhead[min(tick, largestAhead.count - 1)]
    tick += 1
    return ScalingRecommendation(
      replicas: limits.clamp(Int(load)), policy: .fixed(Int(load)), reason: .foreseen(load: Double(load)))
  }
}
