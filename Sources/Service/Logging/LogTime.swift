/// Times as a log has them.
enum LogTime {
  private static let secondsPerDay: Int64 = 86_400
  /// Milliseconds of the last moment that four digits of a year can say.
  private static let latest: Int64 = 253_402_300_799_999

  /// RFC 3339 in UTC with milliseconds: `2026-11-28T04:01:09.123Z`. Years before 0 and after 9999 are cut off.
  ///
  /// Days are turned into dates by Hinnant's `civil_from_days`, whose years begin in March.
  ///
  /// - Parameter seconds: Since 1970.
  /// - SeeAlso: Hinnant, *chrono-Compatible Low-Level Date Algorithms*, 2013,
  ///   [howardhinnant.github.io](https://howardhinnant.github.io/date_algorithms.html#civil_from_days).
  static func text(_ seconds: Double) -> String {
    let bounded = min(max(seconds * 1e3, -62_167_219_200_000), Double(latest))
    let milliseconds = Int64(bounded.rounded())
    let total = floorDivision(milliseconds, 1_000)
    let days = floorDivision(total, secondsPerDay)
    let second = total - days * secondsPerDay
    let (year, month, day) = date(days)
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
      + "T\(padded(second / 3_600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
      + ".\(padded(milliseconds - total * 1_000, 3))Z"
  }

  private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = floorDivision(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  private static func floorDivision(_ value: Int64, _ divisor: Int64) -> Int64 {
    value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
  }

  private static func padded(_ number: Int64, _ digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
