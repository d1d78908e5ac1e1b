import Numerics

/// Where a queue settles under a load that stays; see ``ServiceQueue`` for the formulas.
struct SteadyQueue {
  /// Of all arrivals, those that are rejected.
  let rejected: Double
  /// Of those accepted, those that wait.
  let delayed: Double
  /// Requests that wait, in the mean.
  let waiting: Double
  /// Served requests per second.
  let throughput: Double
  /// Whether the queue stays near its end.
  let isOverloaded: Bool
  private let capacity: Double
  /// The rate θ of the waiting time, per second, and its longest value, in seconds.
  private let rate: Double
  private let longest: Double
  /// The variance that serving a full queue adds, in s².
  private let noise: Double

  /// Cumulative probabilities between which waiting is taken to be uniform, as -ln(1 - p), and the shares in between.
  private static let exponentialEdges: InlineArray<10, Double> = [
    0, 0.287_682, 0.693_147, 1.203_973, 1.897_12, 2.659_26, 3.506_558, 4.605_17, 6.214_608, 8.517_193,
  ]
  private static let exponentialShares: InlineArray<9, Double> = [
    0.25, 0.25, 0.2, 0.15, 0.08, 0.04, 0.02, 0.008, 0.002,
  ]
  /// The normal quantiles of the same probabilities.
  private static let score: InlineArray<10, Double> = [
    -2, -0.674, 0, 0.524, 1.036, 1.476, 1.881, 2.326, 2.878, 3.5,
  ]
  private static let normalEdges: InlineArray<10, Double> = [
    -3.09, -2.326, -1.645, -1.036, -0.385, 0.385, 1.036, 1.645, 2.326, 3.09,
  ]
  private static let normalShares: InlineArray<9, Double> = [0.01, 0.04, 0.1, 0.2, 0.3, 0.2, 0.1, 0.04, 0.01]

  init(_ load: QueueLoad, capacity: Double, shape: borrowing HoldingTime) {
    let variation = shape.squaredVariation
    self.capacity = capacity
    let servers = Double(load.servers)
    let offered = load.arrivals * load.holdingSeconds
    let utilization = offered / servers
    longest = load.places / capacity
    let factor = Self.variationFactor(servers: servers, utilization: utilization, variation: variation)
    let rarer = Self.skewFactor(servers: servers, utilization: utilization, excess: shape.excessSkewness)
    rate = capacity * (1 - utilization) / factor * (3 + rarer) / 4
    noise = (servers + variation * load.places) / (servers + load.places) * load.places / (capacity * capacity)
    guard offered > 0 else {
      (rejected, delayed, waiting, throughput, isOverloaded) = (0, 0, 0, 0, false)
      return
    }
    var idle = Self.idleWeight(servers: load.servers, offered: offered)
    let places = load.places / factor
    let exponent = places * .log(utilization)
    var full = 1.0
    var wait: Double
    if abs(1 - utilization) < 1e-6 {
      wait = places
    } else if exponent > 0 {
      // All weights over that of the full queue, which would overflow.
      let inverse = Double.exp(-exponent)
      idle *= inverse
      wait = (1 - inverse) / (utilization - 1)
    } else {
      full = exponent < -60 ? 0 : .exp(exponent)
      wait = (1 - full) / (1 - utilization)
    }
    let total = idle + wait + full
    let rejected = full / total
    let delayed = rarer * wait / total / max(1e-300, 1 - rejected)
    let mean = Self.mean(rate: rate, longest: longest)
    self.rejected = rejected
    self.delayed = min(1, delayed)
    throughput = load.arrivals * (1 - rejected)
    waiting = min(load.places, throughput * min(1, delayed) * mean)
    isOverloaded = utilization >= 1
  }

  /// By what the waiting of any holding time differs from that of an exponential one, after Kimura and Cosmetatos.
  ///
  /// (1 + v)/2 for one server and near saturation; many servers feel the variation less.
  private static func variationFactor(servers: Double, utilization: Double, variation: Double) -> Double {
    guard variation != 1, utilization < 1 else { return (1 + variation) / 2 }
    let correction =
      1 + (1 - utilization) * (servers - 1) * ((4 + 5 * servers).squareRoot() - 2)
      / (16 * max(0.05, utilization) * servers)
    return (1 + variation) / max(0.2, 2 * variation + 2 * (1 - variation) / correction)
  }

  /// By how much fewer requests wait, and longer, when a few holding times are very long; fitted to the twin.
  private static func skewFactor(servers: Double, utilization: Double, excess: Double) -> Double {
    guard excess > 0, utilization < 1 else { return 1 }
    return max(0.8, 1 - 0.025 * excess * (1 - 1 / servers) * min(1, (1 - utilization) / 0.03))
  }

  /// 1/B(c, a) - 1 with Erlang's loss formula B; a sum whose terms soon grow past what matters, or vanish.
  private static func idleWeight(servers: Int, offered: Double) -> Double {
    let inverse = 1 / offered
    var term = 1.0
    var sum = 0.0
    var left = Double(servers)
    while left > 0 {
      term *= left * inverse
      sum += term
      if sum > 1e6 || term < 1e-7 * sum { break }
      left -= 1
    }
    return sum
  }

  /// The mean of an exponential time of that rate, cut at `longest`; a negative rate leans to the end.
  private static func mean(rate: Double, longest: Double) -> Double {
    let x = rate * longest
    if abs(x) < 1e-3 { return longest * (0.5 - x / 12) }
    if x > 40 { return 1 / rate }
    if x < -40 { return longest + 1 / rate }
    return 1 / rate - longest / (.exp(x) - 1)
  }

  /// Writes the waiting of a share of the requests into a response.
  ///
  /// - Parameter scale: What waiting, and the share that waits, is multiplied by on the way up.
  func fill(_ response: inout ResponseTime, share: Double, scale: Double) {
    let waits = share * delayed * scale
    response.immediate = share - waits
    guard waits > 0 else { return }
    let x = rate * longest
    if x < -8 {
      let deviation = (1 / (rate * rate) + noise).squareRoot()
      Self.fillNormal(&response, share: waits, mean: longest + 1 / rate, deviation: deviation)
    } else if x > 12 {
      let unit = scale / rate
      for index in 0..<10 { response.edges[index] = Self.exponentialEdges[index] * unit }
      for index in 0..<9 { response.shares[index] = waits * Self.exponentialShares[index] }
    } else {
      // Cut: the quantile of p is -ln(1 - p(1 - e^-x))/θ.
      let cut = 1 - Double.exp(-x)
      var below = 0.0
      for index in 0..<10 {
        let time =
          abs(x) < 1e-3 ? below * longest : -Double.log(max(1e-300, 1 - min(1, below) * cut)) / rate
        // Near the end the time to serve those ahead varies too.
        let waited = min(longest, max(0, time))
        let jitter = x < 0 ? min(1, -x / 3) * 0.8 * (noise * waited / longest).squareRoot() : 0
        response.edges[index] = max(
          index > 0 ? response.edges[index - 1] : 0, scale * waited + jitter * Self.score[index])
        if index < 9 {
          response.shares[index] = waits * Self.exponentialShares[index]
          below += Self.exponentialShares[index]
        }
      }
    }
  }

  /// Writes waiting that varies about a mean into a response.
  static func fillNormal(_ response: inout ResponseTime, share: Double, mean: Double, deviation: Double) {
    for index in 0..<10 { response.edges[index] = max(0, mean + normalEdges[index] * deviation) }
    for index in 0..<9 { response.shares[index] = share * normalShares[index] }
  }
}
