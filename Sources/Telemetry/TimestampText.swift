/// What a cell of a time column says.
enum TimestampText: Equatable {
  /// Unix seconds.
  case seconds(Double)
  case missing
  /// A number that can only be Unix milliseconds or smaller units.
  case tooLarge
  case text
}

extension TimestampText {
  /// Reads Unix seconds, or ISO 8601 (`2024-07-31T23:09:00Z`, an offset as `+02:00`, a blank for the `T`; no zone is UTC).
  init(_ bytes: borrowing Span<UInt8>) {
    if let seconds = Self.calendarSeconds(bytes) {
      self = .seconds(seconds)
      return
    }
    switch NumberText(bytes) {
    // 10¹¹ s lies in the year 5138: whoever writes that means milliseconds.
    case .number(let value): self = abs(value) < 1e11 ? .seconds(value) : .tooLarge
    case .missing: self = .missing
    case .infinite, .text: self = .text
    }
  }

  /// Days from 1970-01-01 to a date of the proleptic Gregorian calendar.
  ///
  /// Years are counted from March, so that the leap day is the last of its year; an era is 400 years, 146 097 days:
  ///
  ///     days = era·146097 + yoe·365 + yoe/4 − yoe/100 + doy − 719468
  ///
  /// - SeeAlso: Hinnant, *chrono-Compatible Low-Level Date Algorithms*, 2013,
  ///   [howardhinnant.github.io](https://howardhinnant.github.io/date_algorithms.html#days_from_civil).
  static func daysFromCivil(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func calendarSeconds(_ bytes: borrowing Span<UInt8>) -> Double? {
    var cursor = DigitCursor(end: bytes.count)
    cursor.skipSpaces(bytes)
    guard let year = cursor.digits(4, in: bytes), cursor.take("-", in: bytes), let month = cursor.digits(2, in: bytes),
      cursor.take("-", in: bytes), let day = cursor.digits(2, in: bytes), (1...12).contains(month), day >= 1,
      day <= daysInMonth(month, year: year)
    else { return nil }
    var seconds = Double(daysFromCivil(year: year, month: month, day: day) * 86_400)
    if cursor.isAtEnd(bytes) { return seconds }

    guard cursor.take("T", in: bytes) || cursor.take("t", in: bytes) || cursor.take(" ", in: bytes),
      let hour = cursor.digits(2, in: bytes), cursor.take(":", in: bytes), let minute = cursor.digits(2, in: bytes),
      hour < 24, minute < 60
    else { return nil }
    seconds += Double(hour * 3600 + minute * 60)
    if cursor.take(":", in: bytes) {
      // 60 is a leap second; Unix time counts it as the first of the next minute.
      guard let second = cursor.digits(2, in: bytes), second <= 60 else { return nil }
      seconds += Double(second)
      if cursor.take(".", in: bytes) || cursor.take(",", in: bytes) {
        guard let fraction = cursor.fraction(in: bytes) else { return nil }
        seconds += fraction
      }
    }
    if cursor.isAtEnd(bytes) { return seconds }
    guard let offset = zoneOffset(bytes, &cursor), cursor.isAtEnd(bytes) else { return nil }
    return seconds - Double(offset)
  }

  /// Reads `Z`, `+HH`, `+HHMM` or `+HH:MM` as seconds east of Greenwich.
  private static func zoneOffset(_ bytes: borrowing Span<UInt8>, _ cursor: inout DigitCursor) -> Int? {
    cursor.skipSpaces(bytes)
    if cursor.take("Z", in: bytes) || cursor.take("z", in: bytes) { return 0 }
    let isWest = cursor.take("-", in: bytes)
    guard isWest || cursor.take("+", in: bytes), let hours = cursor.digits(2, in: bytes), hours < 24 else { return nil }
    var offset = hours * 3600
    let hasColon = cursor.take(":", in: bytes)
    if let minutes = cursor.digits(2, in: bytes) {
      guard minutes < 60 else { return nil }
      offset += minutes * 60
    } else if hasColon {
      return nil
    }
    return isWest ? -offset : offset
  }

  private static func daysInMonth(_ month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
