// A platform of five services on a day with a sale, under a policy of one's own in two ways.
import Scaling
import Simulation

/// Twice the replicas that the newest load needs.
struct Doubling: ScalingPolicy {
  mutating func decide(_ input: ScalingInput) -> ScalingRecommendation {
    let wanted = input.load.isNaN ? input.current : Int((2 * input.load).rounded(.up))
    return ScalingRecommendation(replicas: wanted, policy: .fixed(wanted), reason: .fixed)
  }
}

let sale = try PlatformScenario.shipped("flash-sale")!

// Any policy, a copy for each service:
var platform = try PlatformSimulation(sale, seed: 1)
var autoscaler = try PlatformAutoscaler(platform, deciding: Doubling())
platform.run(&autoscaler)
let report = platform.report(policy: "doubling")
print("doubling: \(report.elasticity.unservedPercent) % failed, \(report.elasticity.cost) $")

// Or tick by tick: look, ask, step, and see what it cost.
platform = try PlatformSimulation(sale, seed: 1, keepsHistory: false)
var reward = 0.0
while !platform.isOver {
  for cell in platform.cellNames.indices {
    let seen = platform.observation(of: cell)
    let current = (seen.readyReplicas ?? 0) + (seen.startingReplicas ?? 0)
    platform.scale(cell, to: Double(current) * (seen.cpuPercent ?? 50) / 50)
  }
  reward += platform.step().reward
}
print("tick by tick: \(-reward) $ spent and lost")
