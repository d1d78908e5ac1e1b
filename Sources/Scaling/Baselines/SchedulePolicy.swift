import Features

/// A schedule made of yesterday: the largest load within ten minutes of this time, and a tenth more.
public struct SchedulePolicy: ScalingPolicy {
  private static let headroom: Float = 1.1

  private let limits: ReplicaLimits
  private let day: Int
  private let reach: Int
  private var around: SlidingMaximum
  private var maxima: RingBuffer

  public init(limits: ReplicaLimits, tickSeconds: Double) {
    self.limits = limits
    day = max(1, Int((86_400 / tickSeconds).rounded()))
    reach = Int((600 / tickSeconds).rounded())
    around = SlidingMaximum(length: 2 * reach + 1)
    maxima = RingBuffer(capacity: day + 1)
  }

  public mutating func decide(_ input: ScalingInput) -> ScalingRecommendation {
    around.append(input.load)
    maxima.append(around.maximum)
    let yesterday = maxima[maxima.count - 1 + reach - day]
    let known = !yesterday.isNaN
    guard known || !input.load.isNaN else {
      return ScalingRecommendation(
        replicas: limits.clamp(input.current), policy: .schedule, reason: .noMetric(.requests))
    }
    let load = max(known ? yesterday * Self.headroom : 0, input.load.isNaN ? 0 : input.load)
    return ScalingRecommendation(
      replicas: limits.replicas(serving: load), policy: .schedule,
      reason: .yesterday(load: Double(known ? yesterday : load), known: known))
  }
}
