import Numerics
import Tensors

/// Turns the patterns of a scenario into a load, tick by tick.
public struct WorkloadGenerator: Sendable {
  private let scenario: Scenario
  private let tickSeconds: Double
  private var random: RandomSource
  /// One of each per pattern.
  private var noises: [Double]
  private var bursts: [[Burst]]
  /// Of each self-similar pattern: the end of the present period of every source, and whether it is on.
  private var sources: [[Source]]

  private struct Source: Sendable {
    var end = 0.0
    var isOn = false
  }

  /// Sources that a self-similar pattern adds up.
  private static let sourceCount = 64

  private struct Burst: Sendable {
    var start: Double
    var seconds: Double
    var factor: Double
  }

  /// - Parameter seed: Equal seeds give equal loads, however many ticks are drawn.
  public init(_ scenario: Scenario, tickSeconds: Double, seed: UInt64) {
    self.scenario = scenario
    self.tickSeconds = tickSeconds
    random = RandomSource(seed: seed)
    noises = [Double](repeating: 0, count: scenario.patterns.count)
    bursts = [[Burst]](repeating: [], count: scenario.patterns.count)
    sources = [[Source]](repeating: [], count: scenario.patterns.count)
  }

  /// The load of ticks 0..<count, in requests per second.
  public mutating func loads(ticks count: Int) -> [Double] { (0..<count).map { next(at: Double($0) * tickSeconds) } }

  /// The load of the tick that begins at `time` seconds.
  mutating func next(at time: Double) -> Double {
    var rate = scenario.requestsPerSecond
    for index in scenario.patterns.indices { rate *= factor(of: index, at: time) }
    // Requests arrive independently: a tick's count is Poisson, or nearly normal when it is large.
    let expected = max(0, rate * tickSeconds)
    let count =
      expected < 50
      ? Double(random.poisson(mean: expected)) : max(0, (expected + expected.squareRoot() * random.normal()).rounded())
    return count / tickSeconds
  }

  private mutating func factor(of index: Int, at time: Double) -> Double {
    let hour = (time / 3_600).truncatingRemainder(dividingBy: 24)
    switch scenario.patterns[index] {
    case .diurnal(let amplitude, let peak):
      return 1 + amplitude * .cos((hour - peak) / 24 * 2 * .pi)
    case .weekly(let weekendFactor):
      // Day 0 is a Monday, so that a week of a scenario reads as a week.
      return Int(time / 86_400) % 7 >= 5 ? weekendFactor : 1
    case .ramp(let factorPerWeek):
      return .pow(factorPerWeek, time / (7 * 86_400))
    case .flashCrowd(let start, let factor, let rise, let decay):
      // The crowd of the evening still leaves after midnight.
      let since = (hour - start) * 3_600 + (hour < start ? 86_400 : 0)
      if since > time { return 1 }
      return 1 + (factor - 1) * (since < rise ? since / rise : .exp(-(since - rise) / decay))
    case .bursts(let perDay, let factor, let seconds):
      return burstFactor(of: index, perDay: perDay, factor: factor, seconds: seconds, at: time)
    case .selfSimilar(let hurst, let deviation):
      return selfSimilarFactor(of: index, hurst: hurst, deviation: deviation, at: time)
    case .batch(let hours, let minutes, let factor):
      return time.truncatingRemainder(dividingBy: hours * 3_600) < minutes * 60 ? factor : 1
    case .noise(let deviation):
      let keep = Double.exp(-tickSeconds / 300)
      noises[index] = keep * noises[index] + (1 - keep * keep).squareRoot() * random.normal()
      return .exp(deviation * noises[index] - deviation * deviation / 2)
    }
  }

  private mutating func selfSimilarFactor(of index: Int, hurst: Double, deviation: Double, at time: Double) -> Double {
    if sources[index].isEmpty { sources[index] = [Source](repeating: Source(), count: Self.sourceCount) }
    let exponent = 3 - 2 * hurst
    var on = 0.0
    for source in sources[index].indices {
      while sources[index][source].end <= time {
        // Pareto times from one tick up, cut at a week.
        let period = min(604_800, tickSeconds * .pow(max(1e-12, 1 - random.uniform()), -1 / exponent))
        sources[index][source].end += period
        sources[index][source].isOn.toggle()
      }
      on += sources[index][source].isOn ? 1 : 0
    }
    // On and off are alike, so the count has mean n/2 and deviation √n/2.
    let count = Double(Self.sourceCount)
    return max(0, 1 + deviation * (on - count / 2) / (count.squareRoot() / 2))
  }

  private mutating func burstFactor(of index: Int, perDay: Double, factor: Double, seconds: Double, at time: Double)
    -> Double
  {
    let hour = (time / 3_600).truncatingRemainder(dividingBy: 24)
    let daytime = hour >= 8 && hour < 22 ? 1.4 : 0.44
    if random.uniform() < perDay * daytime * tickSeconds / 86_400 {
      bursts[index].append(
        Burst(
          start: time, seconds: seconds * (0.5 + random.uniform()),
          factor: 1 + (factor - 1) * (0.5 + random.uniform())))
    }
    bursts[index].removeAll { time >= $0.start + $0.seconds }
    // A burst rises within two minutes and ends as fast: the shape that a reactive policy is late for.
    // Of several at once the strongest counts.
    return bursts[index].reduce(1) { strongest, burst in
      let edge = min(time - burst.start + tickSeconds, burst.start + burst.seconds - time) / 120
      return max(strongest, 1 + (burst.factor - 1) * min(1, max(0, edge)))
    }
  }
}
