import Foundation

/// How long to wait before asking again: twice as long each time up to a cap, and never all at once.
///
///     delay(n) = min(cap, base · 2ⁿ⁻¹) · u        u uniform in [½, 1)
///
/// - SeeAlso: Brooker, *Exponential Backoff And Jitter*, AWS Architecture Blog, 2015 ("equal jitter").
package struct Backoff: Sendable, Equatable {
  /// In seconds.
  package var base: Double
  package var cap: Double

  package init(base: Double = 0.5, cap: Double = 30) {
    self.base = base
    self.cap = cap
  }

  /// Seconds to wait after failed attempt `attempt`, counted from 1.
  ///
  /// - Parameter wish: What the server asked for; it is kept to up to the cap.
  package func delay(
    after attempt: Int, wish: Double? = nil, using generator: inout some RandomNumberGenerator
  ) -> Double {
    precondition(attempt >= 1, "attempt \(attempt)")
    let delay = min(cap, base * exp2(Double(min(attempt, 64) - 1))) * Double.random(in: 0.5..<1, using: &generator)
    return max(delay, min(cap, max(0, wish ?? 0)))
  }
}
