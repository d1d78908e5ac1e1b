import Numerics

/// Where a time stands in its day and its week, by the clock of UTC.
struct CalendarPhase: Sendable, Equatable {
  /// sin and cos of the day's angle, then of the week's.
  let harmonics: SIMD4<Float>
  /// 0 to 23.
  let hour: Int
  /// Days since 1970.
  let day: Int

  /// - Parameter time: Seconds since 1970.
  /// - Returns: nil where the time is not known or beyond three thousand years.
  init?(_ time: Double?) {
    guard let time, abs(time) < 1e11 else { return nil }
    // In whole seconds, so that the first row of an hour is never the last of the one before by a rounding error.
    let days = (time / 86_400).rounded(.down)
    let second = time - days * 86_400
    day = Int(days)
    hour = min(Int(second / 3_600), 23)
    let dayAngle = 2 * .pi * second / 86_400
    // 1970 began on a Thursday; the week begins on Monday.
    let weekday = days + 3 - 7 * ((days + 3) / 7).rounded(.down)
    let weekAngle = 2 * .pi * (weekday + second / 86_400) / 7
    harmonics = SIMD4(
      Float(Double.sin(dayAngle)), Float(Double.cos(dayAngle)), Float(Double.sin(weekAngle)),
      Float(Double.cos(weekAngle)))
  }
}
