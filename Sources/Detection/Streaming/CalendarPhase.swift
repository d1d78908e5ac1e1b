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
    let days = time / 86_400
    day = Int(days.rounded(.down))
    hour = min(Int((days - Double(day)) * 24), 23)
    let dayAngle = 2 * .pi * (days - Double(day))
    // 1970 began on a Thursday; the week begins on Monday.
    let weeks = (days + 3) / 7
    let weekAngle = 2 * .pi * (weeks - weeks.rounded(.down))
    harmonics = SIMD4(
      Float(Double.sin(dayAngle)), Float(Double.cos(dayAngle)), Float(Double.sin(weekAngle)),
      Float(Double.cos(weekAngle)))
  }
}
