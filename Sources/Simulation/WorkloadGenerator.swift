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
  }

  /// The load of ticks 0..<count, in requests per second.
  public mutating func loads(ticks count: Int) -> [Double] { (0..<count).map { next(at: Double($0) * tickSeconds) } }

  /// The load of the tick that begins at `time` seconds.
  private mutating func next(at time: Double) -> Double {
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
    case .noise(let deviation):
      let keep = Double.exp(-tickSeconds / 300)
      noises[index] = keep * noises[index] + (1 - keep * keep).squareRoot() * random.normal()
      return .exp(deviation * noises[index] - deviation * deviation / 2)
    }
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
