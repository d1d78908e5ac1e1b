/// What is forecast: the largest load over a window of steps that begins some steps after the newest observation.
///
///     steps   … n-1   n  |  n+lead … n+lead+window-1
///                newest  |  the window
///
/// A point forecast has a window of one step. The autoscaler's lead-time forecast starts at the
/// decision (the metric lag after the newest observation) and lasts for the start-up time and one
/// tick more, because that is the load which replicas ordered now must help to serve.
public struct ForecastTarget: Sendable, Equatable, Hashable, Codable, CustomStringConvertible {
  /// Seconds between two observations.
  public let stepSeconds: Double
  /// Steps from the newest observation to the first step of the window, at least 1.
  public let lead: Int
  /// Steps in the window, at least 1.
  public let window: Int

  /// - Precondition: `stepSeconds > 0`, `lead >= 1`, `window >= 1`.
  public init(stepSeconds: Double, lead: Int, window: Int) {
    precondition(
      stepSeconds > 0 && lead >= 1 && window >= 1,
      "a forecast target of step \(stepSeconds) s, lead \(lead), window \(window) is in the past")
    self.stepSeconds = stepSeconds
    self.lead = lead
    self.window = window
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let step = try container.decode(Double.self, forKey: .stepSeconds)
    let lead = try container.decode(Int.self, forKey: .lead)
    let window = try container.decode(Int.self, forKey: .window)
    guard step > 0, lead >= 1, window >= 1 else {
      throw DecodingError.dataCorruptedError(forKey: .lead, in: container, debugDescription: "a target in the past")
    }
    self.init(stepSeconds: step, lead: lead, window: window)
  }

  /// The forecast that an autoscaler needs: from the decision to one tick after replicas ordered now are ready.
  public static func leadTime(stepSeconds: Double, metricLagSeconds: Double, startupSeconds: Double) -> Self {
    ForecastTarget(
      stepSeconds: stepSeconds,
      lead: max(1, Int((metricLagSeconds / stepSeconds).rounded())),
      window: Int((startupSeconds / stepSeconds).rounded(.up)) + 1)
  }

  /// The length of the window, in seconds.
  public var windowSeconds: Double { Double(window) * stepSeconds }
  /// Steps from the newest observation to the last step of the window.
  public var reach: Int { lead + window - 1 }

  public var description: String {
    window == 1
      ? "\(lead) steps ahead at \(stepSeconds) s a step"
      : "the largest load of \(window) steps from \(lead) steps ahead at \(stepSeconds) s a step"
  }
}
