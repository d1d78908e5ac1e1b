import Engine

/// Holds forecasts until the loads that they were of have been seen, and says how far off they were.
///
/// A forecast is of the largest load over the lead time that follows it, so it is compared with that. Where a tick is
/// missing within a lead time, its largest load is unknown, and nothing is said of it.
package struct ForecastCheck: Sendable {
  package struct Outcome: Sendable, Equatable {
    /// Distance from the median as a share of the load; 1 where there was none but one was forecast.
    package var errorShare: Double
    /// Whether the load lay above the 96 % quantile.
    package var isAboveUpper: Bool

    package init(errorShare: Double, isAboveUpper: Bool) {
      self.errorShare = errorShare
      self.isAboveUpper = isAboveUpper
    }
  }

  private struct Pending {
    var until: Double
    var median: Double
    var upper: Double
    var largest = 0.0
  }

  /// Forecasts held at most; others are passed over, which thins the sample but does not bias it.
  private static let most = 64

  private let tickSeconds: Double
  private var pending: [Pending] = []
  private var newest: Double?

  package init(tickSeconds: Double) { self.tickSeconds = tickSeconds }

  /// Takes in a tick.
  ///
  /// - Parameters:
  ///   - load: In requests per second; nil where it is missing.
  ///   - time: In seconds; times rise.
  ///   - forecast: What was forecast at this tick.
  ///   - tell: Is given the outcomes of forecasts whose lead time is over, oldest first.
  /// - Complexity: O(lead time / tick), at most 64 forecasts. Does not allocate in the steady state.
  package mutating func add(_ load: Double?, at time: Double, forecast: LeadForecast?, tell: (Outcome) -> Void) {
    if let newest {
      if time == newest { return }
      if time < newest || time - newest > 1.5 * tickSeconds { pending.removeAll(keepingCapacity: true) }
    }
    newest = time
    if let load, load.isFinite {
      see(load, at: time, tell: tell)
    } else {
      pending.removeAll(keepingCapacity: true)
    }
    if let forecast, pending.count < Self.most {
      pending.append(
        Pending(until: time + forecast.horizonSeconds, median: forecast.median, upper: forecast.upper))
    }
  }

  private mutating func see(_ load: Double, at time: Double, tell: (Outcome) -> Void) {
    for index in pending.indices where time <= pending[index].until + tickSeconds / 2 {
      pending[index].largest = max(pending[index].largest, load)
    }
    pending.removeAll { forecast in
      guard time >= forecast.until - tickSeconds / 2 else { return false }
      tell(Self.outcome(of: forecast))
      return true
    }
  }

  private static func outcome(of forecast: Pending) -> Outcome {
    let distance = abs(forecast.largest - forecast.median)
    let share = forecast.largest > 0 ? distance / forecast.largest : distance > 0 ? 1 : 0
    return Outcome(errorShare: share, isAboveUpper: forecast.largest > forecast.upper)
  }
}
