/// The time of the newest row: duplicate and late rows do not turn it back.
///
/// One time far ahead would stop it for good, so after 60 late rows on end it is set to theirs.
struct MonitorClock: Sendable, Codable {
  private static let patience = 60
  private static let tolerance = 5.0
  /// Rows whose steps say what is usual.
  private static let settling = 10

  /// Seconds since 1970; nil before the first time.
  private(set) var now: Double?
  private var lateRows = 0
  private var steps = 0
  private var usualStep = 0.0
  private var longestStep = 0.0

  /// Takes the time of the next row; one that is not finite is not known.
  ///
  /// - Returns: Seconds without a row, when that was clearly longer than ever before.
  mutating func advance(to time: Double?) -> Double? {
    guard let time, time.isFinite else { return nil }
    guard let before = now else {
      now = time
      return nil
    }
    guard time > before else {
      lateRows = time < before ? lateRows + 1 : 0
      if lateRows > Self.patience {
        now = time
        lateRows = 0
      }
      return nil
    }
    lateRows = 0
    now = time
    let step = time - before
    let isGap = steps >= Self.settling && step > Self.tolerance * usualStep && step > 3 * longestStep
    if steps == 0 || step <= Self.tolerance * usualStep {
      usualStep += (step - usualStep) / Double(min(steps + 1, 16))
      steps += 1
    }
    if step > Self.tolerance * usualStep { longestStep = max(longestStep, step) }
    return isGap ? step : nil
  }
}
