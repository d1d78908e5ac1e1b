import Numerics
import Scaling
import Tensors

/// A load with bursts and a forecast of it, as a policy is shown them.
struct RungWorld {
  private(set) var loads: [Float] = []
  private(set) var forecasts: [LoadQuantiles] = []

  init(ticks: Int, seed: UInt64) {
    var random = RandomSource(seed: seed)
    var level = 5.0
    for tick in 0..<ticks {
      level = max(0.2, level + 0.3 * random.normal() + (6 - level) * 0.02)
      let burst = tick % 160 < 20 ? 2.0 : 1.0
      loads.append(Float(level * burst))
    }
    // The forecast knows the largest load of the lead time up to a factor.
    for tick in 0..<ticks {
      let ahead = Double(loads[tick...min(ticks - 1, tick + 4)].max() ?? 0)
      let spread = 0.02 + 0.1 * random.uniform()
      let miss = Double.exp(-spread * random.normal())
      var quantiles = SIMD8<Float>(repeating: 0)
      for (index, sigma) in [0, 0.84, 1.28, 1.75, 2.33, 2.75].enumerated() {
        quantiles[index] = Float(ahead * miss * Double.exp(spread * sigma))
      }
      forecasts.append(LoadQuantiles(loads: quantiles))
    }
  }

  /// The inputs of a policy that is alone with this load: its last answer is what runs.
  func run(
    _ policy: inout any ScalingPolicy, tickSeconds: Double = 15, withForecast: Bool = true,
    changing change: (Int, inout ScalingInput) -> Void = { _, _ in }
  ) -> [ScalingRecommendation] {
    var pool = ReplicaPool(ready: 4, startupTicks: 4)
    return loads.indices.map { tick in
      if tick > 0 { pool.advance() }
      var input = ScalingInput(
        timestamp: Double(tick) * tickSeconds, load: loads[tick],
        utilization: min(1, loads[tick] / Float(max(1, pool.ready))), ready: pool.ready, starting: pool.starting,
        forecast: withForecast ? forecasts[tick] : nil)
      change(tick, &input)
      let answer = policy.decide(input)
      pool.scale(to: answer.replicas)
      return answer
    }
  }
}

/// The fewest replicas that serve a load, within limits; a millionth over a whole number is that number.
func plainDemand(_ load: Double, _ limits: ReplicaLimits) -> Int {
  max(limits.minimum, min(limits.maximum, Int((load - 1e-6 * max(1, load)).rounded(.up))))
}
